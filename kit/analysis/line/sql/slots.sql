-- The calendar: one row per quarter-hour of the weeks in hand. `day` is the local date.
select slot_id, local_date as day, week, dow, minute, half_hour, is_open, own_open, holiday
from slots
where slot_id between {first_slot} and {last_slot}
order by slot_id
