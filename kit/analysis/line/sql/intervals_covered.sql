-- The intervals that the tables of counts hold, by table, source and part (queue or number): the quarter-hour in which
-- each starts, its start and its length. Rows of one interval that differ in another column are one interval.
select 'intervals' as table_name, source, coalesce(queue, '∅') as part, slot_id, start, minutes
from intervals
where slot_id between {first_slot} and {last_slot}
group by source, coalesce(queue, '∅'), slot_id, start, minutes
union all
select 'carrier_counts', source, coalesce(number, '∅'), slot_id, start, minutes
from carrier_counts
where slot_id between {first_slot} and {last_slot}
group by source, coalesce(number, '∅'), slot_id, start, minutes
union all
select 'staffing', source, coalesce(queue, '∅'), slot_id, start, minutes
from staffing
where slot_id between {first_slot} and {last_slot}
group by source, coalesce(queue, '∅'), slot_id, start, minutes
