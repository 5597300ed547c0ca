-- Mean advisers of each queue over the quarter-hours in which anybody was there, the plan standing in where presence is
-- not delivered. Levels as in staffing_by_slot.sql, in the queue's own hours.
with level as (
    select
        s.slot_id,
        t.queue,
        sum(coalesce(t.present, t.planned) * t.minutes) / sum(t.minutes) as advisers
    from staffing t
    join slots b on b.slot_id = t.slot_id
    join slots s on s.local_date = b.local_date and s.minute >= b.minute and s.minute < b.minute + t.minutes
    left join queue_slots q on q.slot_id = s.slot_id and q.queue = t.queue
    where t.slot_id between {first_slot} and {last_slot} and t.queue is not null and coalesce(q.is_open, s.own_open)
    group by s.slot_id, t.queue
)
select queue, sum(advisers) / nullif(count(case when advisers > 0 then 1 end), 0) as advisers
from level
group by queue
