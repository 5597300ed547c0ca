-- Advisers planned and present in each quarter-hour: a level, not a count, so an interval holds for every quarter-hour
-- it covers. Averaged by minutes within a queue, then added up over queues; while the line is open for another queue
-- alone, the advisers of a queue that is closed are not there for its callers and do not count.
with level as (
    select
        s.slot_id,
        t.queue,
        sum(t.planned * t.minutes) / sum(t.minutes) as planned,
        sum(t.present * t.minutes) / sum(case when t.present is not null then t.minutes end) as present
    from staffing t
    join slots b on b.slot_id = t.slot_id
    join slots s on s.local_date = b.local_date and s.minute >= b.minute and s.minute < b.minute + t.minutes
    left join queue_slots q on q.slot_id = s.slot_id and q.queue = t.queue
    where t.slot_id between {first_slot} and {last_slot}
        and (not s.is_open or t.queue is null or coalesce(q.is_open, s.own_open))
    group by s.slot_id, t.queue
)
select slot_id, sum(planned) as planned, case when count(present) = count(*) then sum(present) end as present
from level
group by slot_id
