-- The queues that the provider's rows name, between two quarter-hours.
select distinct queue
from (
    select queue from calls where slot_id between {first_slot} and {last_slot}
    union all
    select queue from intervals where slot_id between {first_slot} and {last_slot}
) named
where queue is not null
