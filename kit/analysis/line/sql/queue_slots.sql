-- Where a queue's own opening hours differ from the line's own: one row per queue and quarter-hour.
select queue, slot_id, is_open
from queue_slots
where slot_id between {first_slot} and {last_slot}
order by queue, slot_id
