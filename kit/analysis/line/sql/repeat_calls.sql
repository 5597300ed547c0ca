-- Answered calls that a call of the same caller followed within {repeat_slots} quarter-hours (whole days of 86,400 s),
-- before the week ended: so every week is measured alike, on the Monday after it, whatever has come since. Whatever
-- became of the call that follows counts, out of hours and left in the menu too: its caller tried again. Withheld
-- numbers repeat nothing. Exact to the second: of two calls that many quarter-hours apart, the second one must not come
-- later in its UTC day than the first; their times of day compare as text ("08:00:02" before "08:00:10"). `hours_of`:
-- as in calls_by_slot.sql, of the answered call.
with placed as (
    select
        c.source,
        c.slot_id,
        c.queue,
        c.outcome,
        c.arrived_at,
        lead(c.slot_id) over (partition by s.week, c.caller order by c.arrived_at, c.call_key) as next_slot,
        lead(c.arrived_at) over (partition by s.week, c.caller order by c.arrived_at, c.call_key) as next_at
    from calls c
    join slots s on s.slot_id = c.slot_id
    where c.caller is not null and c.slot_id between {first_slot} and {last_slot}
)
select
    p.source,
    p.slot_id,
    case when p.queue is not null then coalesce(n.queue, '') end as hours_of,
    cast(count(*) as double) as repeat_calls
from placed p
left join (select distinct queue from queue_slots) n on n.queue = p.queue
where p.outcome = 'answered'
    and (
        next_slot - slot_id < {repeat_slots}
        or (
            next_slot - slot_id = {repeat_slots}
            and substr(cast(next_at as string), 12) <= substr(cast(arrived_at as string), 12)
        )
    )
group by p.source, p.slot_id, case when p.queue is not null then coalesce(n.queue, '') end
