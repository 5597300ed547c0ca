-- First and last quarter-hour of which each delivered file of the provider holds a row, those that intake left out
-- included, between two quarter-hours.
select delivery, min(slot_id) as first_slot, max(slot_id) as last_slot
from (
    select delivery, slot_id from calls where slot_id between {first_slot} and {last_slot}
    union all
    select delivery, slot_id from intervals where slot_id between {first_slot} and {last_slot}
    union all
    select delivery, slot_id from exclusions
    where of_table in ('calls', 'intervals') and slot_id between {first_slot} and {last_slot}
) provider
group by delivery
