-- Distinct callers of the week's answered and abandoned calls. {open_from} to {open_to}: 1 to 1 in opening hours,
-- 0 to 0 outside, 0 to 1 both. A call is in opening hours when its own queue is open (see calls_by_slot.sql).
select s.week, cast(count(distinct c.caller) as double) as callers_unique
from calls c
join slots s on s.slot_id = c.slot_id
left join queue_slots q on q.slot_id = c.slot_id and q.queue = c.queue
where c.outcome in ('answered', 'abandoned')
    and case when c.queue is null and s.is_open then 1
        when c.queue is not null and coalesce(q.is_open, s.own_open) then 1
        else 0 end between {open_from} and {open_to}
    and c.slot_id between {first_slot} and {last_slot}
group by s.week
having count(c.caller) > 0
