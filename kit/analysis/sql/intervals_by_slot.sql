-- Sums of the provider's interval counts, by source, the quarter-hour in which the interval starts, and its length.
-- Distinct callers are not here: they do not add up over intervals. Null: no interval there holds the count.
select
    source,
    slot_id,
    minutes,
    sum(received) as received,
    sum(ivr_exit) as ivr_exit,
    sum(deflected) as deflected,
    sum(offered) as offered,
    sum(answered) as answered,
    sum(abandoned) as abandoned,
    sum(flow_out) as flow_out,
    sum(answered_in_t) as answered_in_t,
    sum(abandoned_in_t) as abandoned_in_t,
    sum(abandoned_in_s) as abandoned_in_s,
    sum(wait_answered_s) as wait_answered_s,
    sum(wait_abandoned_s) as wait_abandoned_s,
    sum(talk_s) as talk_s,
    sum(hold_s) as hold_s,
    sum(acw_s) as acw_s,
    sum(handle_s) as handle_s,
    sum(ring_s) as ring_s,
    sum(transferred) as transferred,
    sum(resolved) as resolved,
    sum(unresolved) as unresolved,
    sum(repeat_calls) as repeat_calls,
    sum(available_s) as available_s,
    sum(not_ready_s) as not_ready_s,
    sum(logged_s) as logged_s
from intervals
where slot_id between {first_slot} and {last_slot}
group by source, slot_id, minutes
