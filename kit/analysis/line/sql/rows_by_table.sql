-- Rows in hand of each delivered table, between two quarter-hours.
select 'calls' as table_name, count(*) as row_count from calls where slot_id between {first_slot} and {last_slot}
union all
select 'intervals', count(*) from intervals where slot_id between {first_slot} and {last_slot}
union all
select 'carrier_counts', count(*) from carrier_counts where slot_id between {first_slot} and {last_slot}
union all
select 'staffing', count(*) from staffing where slot_id between {first_slot} and {last_slot}
