-- A quantile of the wait of answered calls, by week (linear between the two nearest waits). Hours as in
-- callers_by_week.sql.
select s.week, percentile_cont({quantile}) within group (order by c.wait_s) as value
from calls c
join slots s on s.slot_id = c.slot_id
left join queue_slots q on q.slot_id = c.slot_id and q.queue = c.queue
where c.outcome = 'answered'
    and c.wait_s is not null
    and case when c.queue is null and s.is_open then 1
        when c.queue is not null and coalesce(q.is_open, s.own_open) then 1
        else 0 end between {open_from} and {open_to}
    and c.slot_id between {first_slot} and {last_slot}
group by s.week
