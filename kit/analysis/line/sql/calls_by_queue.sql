-- Sums of the provider's calls by source, week, queue and whether that queue was open (1) or not (0) when they came.
-- Null: no call there holds the measure. What advisers did with their time is left out: a queue may be one person's.
select
    c.source,
    s.week,
    c.queue,
    case when (c.queue is null and s.is_open) or (c.queue is not null and coalesce(q.is_open, s.own_open)) then 1 else 0 end as in_hours,
    cast(count(*) as double) as received,
    cast(count(*) filter (where c.outcome = 'ivr_exit') as double) as ivr_exit,
    cast(count(*) filter (where c.outcome = 'deflected') as double) as deflected,
    cast(count(*) filter (where c.outcome in ('answered', 'abandoned', 'overflow')) as double) as offered,
    cast(count(*) filter (where c.outcome = 'answered') as double) as answered,
    cast(count(*) filter (where c.outcome = 'abandoned') as double) as abandoned,
    cast(count(*) filter (where c.outcome = 'overflow') as double) as overflow,
    sum(case when c.wait_s <= s.answer_s then 1.0 when c.wait_s is not null then 0.0 end)
        filter (where c.outcome = 'answered') as answered_within_threshold,
    sum(case when c.wait_s <= s.answer_s then 1.0 when c.wait_s is not null then 0.0 end)
        filter (where c.outcome = 'abandoned') as abandoned_within_threshold,
    sum(case when c.wait_s <= s.short_s then 1.0 when c.wait_s is not null then 0.0 end)
        filter (where c.outcome = 'abandoned') as abandoned_short,
    sum(c.wait_s) filter (where c.outcome = 'answered') as wait_answered_s,
    sum(c.wait_s) filter (where c.outcome = 'abandoned') as wait_abandoned_s
from calls c
join slots s on s.slot_id = c.slot_id
left join queue_slots q on q.slot_id = c.slot_id and q.queue = c.queue
where c.slot_id between {first_slot} and {last_slot}
group by c.source, s.week, c.queue, case when (c.queue is null and s.is_open) or (c.queue is not null and coalesce(q.is_open, s.own_open)) then 1 else 0 end
