-- Facts without foreign keys: only the trainer's loads and `ingest_rows` write them, which make the car first and lock
-- it. The checks cost 20 us a row (20 s a million rows; 400 s where the table of cars was empty when the check's plan was
-- made). The car leads the key, so that rows of a load, which are ordered by car, go to neighbouring pages, and no
-- second index is needed to find a car's rows.

alter table public.failures
  drop constraint failures_knr_fkey, drop constraint failures_dataset_id_fkey,
  drop constraint failures_pkey, add primary key (knr, row_key);
drop index public.failures_by_car;
alter table public.status_events
  drop constraint status_events_knr_fkey, drop constraint status_events_dataset_id_fkey,
  drop constraint status_events_pkey, add primary key (knr, row_key);
drop index public.status_events_by_car;
alter table public.test_failures
  drop constraint test_failures_knr_fkey, drop constraint test_failures_dataset_id_fkey,
  drop constraint test_failures_pkey, add primary key (knr, row_key);
drop index public.test_failures_by_car;
alter table public.test_results drop constraint test_results_knr_fkey;
alter table public.dataset_cars drop constraint dataset_cars_knr_fkey, drop constraint dataset_cars_dataset_id_fkey;
alter table public.car_features drop constraint car_features_knr_fkey;
