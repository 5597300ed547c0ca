-- Sums of the carrier's counts over all numbers, by source, the quarter-hour in which the interval starts, and its
-- length. Null: no interval there holds the count.
select
    source,
    slot_id,
    minutes,
    sum(presented) as presented,
    sum(busy) as busy,
    sum(closed) as closed,
    sum(delivered) as delivered,
    sum(network_answered) as network_answered
from carrier_counts
where slot_id between {first_slot} and {last_slot}
group by source, slot_id, minutes
