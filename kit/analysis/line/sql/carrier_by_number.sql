-- Sums of the carrier's counts by week and number. Null: no interval there holds the count.
select
    s.week,
    n.number,
    sum(n.presented) as presented,
    sum(n.busy) as busy,
    sum(n.closed) as closed,
    sum(n.delivered) as delivered
from carrier_counts n
join slots s on s.slot_id = n.slot_id
where n.slot_id between {first_slot} and {last_slot}
group by s.week, n.number
