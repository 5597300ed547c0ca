-- Rows that intake left out of the provider's tables, by quarter-hour, length of interval and reason.
select slot_id, minutes, of_table, reason, sum(rows) as calls
from exclusions
where slot_id between {first_slot} and {last_slot}
group by slot_id, minutes, of_table, reason
