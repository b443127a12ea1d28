-- Sums of values are exact: in double precision their last digits depend on the order of adding, and so on the order in
-- which files were loaded. Values count in millionths; those beyond plus or minus one million are left out of the sums.

alter table public.test_results
  alter column value_sum type numeric using round(value_sum::numeric, 6),
  alter column value_sum_sq type numeric using round(value_sum_sq::numeric, 6);
comment on column public.test_results.value_count is 'Values that are numbers between -1,000,000 and 1,000,000.';
