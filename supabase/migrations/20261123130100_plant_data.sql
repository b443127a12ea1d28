-- The plant's facts. Times are the plant's own clock without a zone (`timestamp`), as the files carry them;
-- Halle's own events are `timestamptz`. Only the trainer writes here, over its own database connection.

create table public.datasets (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('failures', 'results', 'status')),
  name text not null,
  storage_path text not null,
  bytes bigint,
  sha256 text,
  status text not null default 'queued' check (status in ('queued', 'loading', 'loaded', 'failed')),
  phase text not null default 'waiting',
  progress real not null default 0 check (progress between 0 and 1),
  rows_read bigint,
  rows_loaded bigint,
  rows_duplicate bigint,
  rows_rejected bigint,
  cars_touched integer,
  period_from timestamp,
  period_to timestamp,
  duplicate_of bigint references public.datasets (id),
  rejects_path text,
  error jsonb,
  uploaded_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  heartbeat_at timestamptz,
  finished_at timestamptz,
  constraint rows_add_up check (status <> 'loaded' or rows_read = rows_loaded + rows_duplicate + rows_rejected)
);
-- A file's content is loaded once; a second upload of it is a dataset with `duplicate_of` and nothing loaded.
create unique index datasets_content on public.datasets (sha256) where status = 'loaded' and duplicate_of is null;
create index datasets_newest on public.datasets (created_at desc);

create table public.cars (
  knr text primary key check (knr ~ '^\d{4}-\d{7}$'),
  model text,
  color text,
  engine text,
  road_test_at timestamp,
  road_test_failed boolean,
  updated_at timestamptz not null default now()
);
create index cars_by_entry on public.cars (road_test_at) where road_test_failed is not null;
comment on column public.cars.road_test_failed is 'The label: true, false, or null while not tested or not known.';

create table public.failures (
  row_key uuid primary key,
  knr text not null references public.cars (knr),
  checkpoint text not null,
  station text,
  failure text not null,
  failure_group text not null,
  found_at timestamp not null,
  dataset_id bigint not null references public.datasets (id)
);
create index failures_by_car on public.failures (knr);
comment on column public.failures.row_key is 'md5 of the normalised row: the same fact has the same key in every file.';

create table public.status_events (
  row_key uuid primary key,
  knr text not null references public.cars (knr),
  status text not null,
  checkpoint text,
  passed_at timestamp not null,
  dataset_id bigint not null references public.datasets (id)
);
create index status_events_by_car on public.status_events (knr);

-- 850 results a car are kept as sums per test group, unit and hour; the rows themselves are Parquet in bucket `lake`.
-- The hour keeps apart what was before and after the road-test entry.
create table public.test_results (
  knr text not null references public.cars (knr),
  test_group integer not null,
  unit text not null,
  hour timestamp not null,
  ok integer not null,
  not_ok integer not null,
  value_count integer not null,
  value_sum double precision not null,
  value_sum_sq double precision not null,
  value_min double precision,
  value_max double precision,
  first_at timestamp not null,
  last_at timestamp not null,
  primary key (knr, test_group, unit, hour)
);

create table public.test_failures (
  row_key uuid primary key,
  knr text not null references public.cars (knr),
  test_group integer not null,
  name text not null,
  unit text not null,
  value_id text,
  value double precision,
  tested_at timestamp not null,
  dataset_id bigint not null references public.datasets (id)
);
create index test_failures_by_car on public.test_failures (knr);

-- Which cars a dataset speaks of: finds the Parquet files that hold a car's earlier results.
create table public.dataset_cars (
  dataset_id bigint not null references public.datasets (id),
  knr text not null references public.cars (knr),
  primary key (knr, dataset_id)
);

do $$
declare t text;
begin
  foreach t in array array['datasets', 'cars', 'failures', 'status_events', 'test_results', 'test_failures', 'dataset_cars'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "members read" on public.%I for select to authenticated using ((select private.is_member()))', t);
  end loop;
end $$;
