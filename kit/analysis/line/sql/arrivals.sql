-- When the platform recorded calls, between two quarter-hours.
select arrived_local
from calls
where slot_id between {first_slot} and {last_slot}
order by arrived_local
