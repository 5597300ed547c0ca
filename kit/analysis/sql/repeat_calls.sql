-- Answered calls that a call of the same caller followed within {repeat_slots} quarter-hours, before the week ended:
-- so every week is measured alike, on the Monday after it, whatever has come since. Withheld numbers repeat nothing.
with placed as (
    select
        c.source,
        c.slot_id,
        c.outcome,
        lead(c.slot_id) over (partition by s.week, c.caller order by c.slot_id, c.arrived_at, c.call_key) as next_slot
    from calls c
    join slots s on s.slot_id = c.slot_id
    where c.caller is not null and c.slot_id between {first_slot} and {last_slot}
)
select source, slot_id, cast(count(*) as double) as repeat_calls
from placed
where outcome = 'answered' and next_slot - slot_id <= {repeat_slots}
group by source, slot_id
