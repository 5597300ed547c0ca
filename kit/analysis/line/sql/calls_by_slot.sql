-- Sums of the provider's calls by source and the quarter-hour in which they arrived (cohort of arrival).
-- Null: no call there holds the measure. `callers` counts the calls whose caller is known.
-- `hours_of`: by whose opening hours they are in hours or out of them: the queue that has hours of its own, '' for every
-- other queue (the line's own hours), null for calls without a queue (the line's hours, open when any queue is).
select
    c.source,
    c.slot_id,
    case when c.queue is not null then coalesce(n.queue, '') end as hours_of,
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
    sum(c.wait_s) filter (where c.outcome = 'abandoned') as wait_abandoned_s,
    sum(c.talk_s) filter (where c.outcome = 'answered') as talk_s,
    sum(c.hold_s) filter (where c.outcome = 'answered') as hold_s,
    sum(c.acw_s) filter (where c.outcome = 'answered') as acw_s,
    sum(c.handle_s) filter (where c.outcome = 'answered') as handle_s,
    sum(c.ring_s) filter (where c.outcome = 'answered') as ring_s,
    sum(case when c.transferred then 1.0 when not c.transferred then 0.0 end)
        filter (where c.outcome = 'answered') as transferred,
    sum(case when c.resolved then 1.0 when not c.resolved then 0.0 end)
        filter (where c.outcome = 'answered') as resolved,
    cast(count(c.caller) as double) as callers
from calls c
join slots s on s.slot_id = c.slot_id
left join (select distinct queue from queue_slots) n on n.queue = c.queue
where c.slot_id between {first_slot} and {last_slot}
group by c.source, c.slot_id, case when c.queue is not null then coalesce(n.queue, '') end
