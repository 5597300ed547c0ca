-- Distinct callers of the week's answered and abandoned calls. {open_from} to {open_to}: 1 to 1 in opening hours,
-- 0 to 0 outside, 0 to 1 both.
select s.week, cast(count(distinct c.caller) as double) as callers_unique
from calls c
join slots s on s.slot_id = c.slot_id
where c.outcome in ('answered', 'abandoned')
    and case when s.is_open then 1 else 0 end between {open_from} and {open_to}
    and c.slot_id between {first_slot} and {last_slot}
group by s.week
having count(c.caller) > 0
