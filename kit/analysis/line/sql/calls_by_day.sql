-- Calls of each source and queue by local day.
select c.source, coalesce(c.queue, '∅') as part, s.local_date as day, cast(count(*) as double) as calls
from calls c
join slots s on s.slot_id = c.slot_id
where c.slot_id between {first_slot} and {last_slot}
group by c.source, coalesce(c.queue, '∅'), s.local_date
