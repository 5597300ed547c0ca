-- Sums of the provider's interval counts, by source, the quarter-hour in which the interval starts, and its length.
-- Distinct callers are not here: they do not add up over intervals. Null: no interval there holds the count.
-- `hours_of`: as in calls_by_slot.sql.
select
    i.source,
    i.slot_id,
    case when i.queue is not null then coalesce(n.queue, '') end as hours_of,
    i.minutes,
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
    sum(i.wait_abandoned_s) as wait_abandoned_s,
    sum(i.talk_s) as talk_s,
    sum(i.hold_s) as hold_s,
    sum(i.acw_s) as acw_s,
    sum(i.handle_s) as handle_s,
    sum(i.ring_s) as ring_s,
    sum(i.transferred) as transferred,
    sum(i.resolved) as resolved,
    sum(i.unresolved) as unresolved,
    sum(i.repeat_calls) as repeat_calls,
    sum(i.available_s) as available_s,
    sum(i.not_ready_s) as not_ready_s,
    sum(i.logged_s) as logged_s
from intervals i
left join (select distinct queue from queue_slots) n on n.queue = i.queue
where i.slot_id between {first_slot} and {last_slot}
group by i.source, i.slot_id, case when i.queue is not null then coalesce(n.queue, '') end, i.minutes
