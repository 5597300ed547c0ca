-- Sums of the provider's interval counts by source, week, queue and whether the queue opens in the interval (1) or not
-- (0), on days without calls. An interval covers the quarter-hours from its own to the end of its day at most.
with named as (
    select distinct queue
    from queue_slots
),
spans as (
    select distinct
        i.slot_id,
        i.minutes,
        case when i.queue is null then 0 else 1 end as is_known,
        coalesce(n.queue, '') as hours_of
    from intervals i
    left join named n on n.queue = i.queue
    where i.slot_id between {first_slot} and {last_slot}
),
hours as (
    select
        p.slot_id,
        p.minutes,
        p.is_known,
        p.hours_of,
        b.week,
        max(
            case
                when p.is_known = 0 and s.is_open then 1
                when p.is_known = 1 and coalesce(q.is_open, s.own_open) then 1
                else 0
            end
        ) as in_hours
    from spans p
    join slots b on b.slot_id = p.slot_id
    join slots s
        on s.local_date = b.local_date and s.slot_id >= b.slot_id and s.slot_id * 15 < b.slot_id * 15 + p.minutes
    left join queue_slots q on q.slot_id = s.slot_id and q.queue = p.hours_of
    group by p.slot_id, p.minutes, p.is_known, p.hours_of, b.week
)
select
    i.source,
    h.week,
    i.queue,
    h.in_hours,
    sum(i.received) as received,
    sum(i.ivr_exit) as ivr_exit,
    sum(i.deflected) as deflected,
    sum(i.offered) as offered,
    sum(i.answered) as answered,
    sum(i.abandoned) as abandoned,
    sum(i.overflow) as overflow,
    sum(i.answered_within_threshold) as answered_within_threshold,
    sum(i.abandoned_within_threshold) as abandoned_within_threshold,
    sum(i.abandoned_short) as abandoned_short,
    sum(i.wait_answered_s) as wait_answered_s,
    sum(i.wait_abandoned_s) as wait_abandoned_s
from intervals i
left join named n on n.queue = i.queue
join hours h
    on h.slot_id = i.slot_id
    and h.minutes = i.minutes
    and h.is_known = case when i.queue is null then 0 else 1 end
    and h.hours_of = coalesce(n.queue, '')
left join (
    select distinct s.local_date
    from calls c
    join slots s on s.slot_id = c.slot_id
    where c.slot_id between {first_slot} and {last_slot}
) d on d.local_date = i.local_date
where i.slot_id between {first_slot} and {last_slot} and d.local_date is null
group by i.source, h.week, i.queue, h.in_hours
