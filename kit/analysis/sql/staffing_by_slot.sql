-- Advisers planned and present in each quarter-hour: a level, not a count, so an interval holds for every quarter-hour
-- it covers. Averaged by minutes within a queue, then added up over queues.
with level as (
    select
        s.slot_id,
        t.queue,
        sum(t.planned * t.minutes) / sum(t.minutes) as planned,
        sum(t.present * t.minutes) / sum(case when t.present is not null then t.minutes end) as present
    from staffing t
    join slots b on b.slot_id = t.slot_id
    join slots s on s.local_date = b.local_date and s.minute >= b.minute and s.minute < b.minute + t.minutes
    where t.slot_id between {first_slot} and {last_slot}
    group by s.slot_id, t.queue
)
select slot_id, sum(planned) as planned, case when count(present) = count(*) then sum(present) end as present
from level
group by slot_id
