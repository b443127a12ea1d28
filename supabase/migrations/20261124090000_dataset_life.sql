-- The life of a dataset beyond one load: its kind is recognised from its columns, it may ask, be cancelled, removed
-- and brought back, and what was loaded is kept as Parquet in bucket `lake`, from which the tables can be made anew.
-- The tables are a function of the set of loaded datasets: of rows that speak of the same fact the newest dataset's
-- count, whatever the order of loading. docs/decisions/0012.

alter table public.datasets
  drop constraint datasets_status_check,
  add constraint datasets_status_check check (status in
    ('queued', 'loading', 'asking', 'loaded', 'failed', 'cancelled', 'removing', 'removed')),
  alter column kind drop not null,
  alter column storage_path drop not null,
  add column source text not null default 'file' check (source in ('file', 'http')),
  add column declared_kind text check (declared_kind in ('failures', 'results', 'status')),
  add column reading jsonb not null default '{}',
  add column question jsonb,
  add column answers jsonb not null default '{}',
  add column bytes_read bigint,
  add column seconds_left integer,
  add column rows_corrected bigint,
  add column cancel_requested boolean not null default false,
  add column quality jsonb,
  add column review text check (review in ('fine', 'needs_look', 'accepted')),
  add column reviewed_by uuid references auth.users (id) on delete set null,
  add column reviewed_at timestamptz,
  add column removed_by uuid references auth.users (id) on delete set null,
  add column removed_at timestamptz,
  add column upload_deleted_at timestamptz,
  add constraint kind_known check (kind is not null or status not in ('loaded', 'removing')),
  add constraint upload_known check (storage_path is not null or source = 'http');
comment on column public.datasets.source is 'file: an upload; http: the rows that POST /ingest took on one day.';
comment on column public.datasets.declared_kind is 'The folder the file was put under; kind is what its columns say.';
comment on column public.datasets.reading is 'How the file was read: form, encoding, header line, sheet, order of dates and why.';
comment on column public.datasets.question is 'What only a person knows about the file, while status is asking.';
comment on column public.datasets.rows_corrected is 'Those of rows_loaded that replaced another version of the same fact.';
comment on column public.datasets.review is 'needs_look: beyond the bounds of quality; its cars stay out of training until accepted.';
-- The rows of one day that came over HTTP are one dataset a kind.
create unique index datasets_http_day on public.datasets (kind, name) where source = 'http' and status = 'loaded';

-- What was loaded, as Parquet: one file a dataset and month, bucket `lake`, <kind>/month=YYYY-MM/dataset-<id>.parquet.
create table public.lake_files (
  dataset_id bigint not null references public.datasets (id),
  month date not null check (extract(day from month) = 1),
  storage_path text not null unique,
  rows bigint not null,
  bytes bigint not null,
  created_at timestamptz not null default now(),
  primary key (dataset_id, month)
);

-- Set by the plant, one row.
create table public.plant_settings (
  only_row boolean primary key default true check (only_row),
  upload_days integer not null default 90 check (upload_days between 1 and 3650),
  date_order text check (date_order in ('day_first', 'month_first')),
  updated_at timestamptz not null default now()
);
insert into public.plant_settings default values;
comment on column public.plant_settings.upload_days is 'Raw uploads name employees: they are deleted this many days after their Parquet form exists.';
comment on column public.plant_settings.date_order is 'What 3/4/2024 means where a file does not show it; null: such a file asks.';

do $$
declare t text;
begin
  foreach t in array array['lake_files', 'plant_settings'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "members read" on public.%I for select to authenticated using ((select private.is_member()))', t);
  end loop;
end $$;
grant update (upload_days, date_order) on public.plant_settings to authenticated;
create policy "engineers set" on public.plant_settings for update to authenticated
  using ((select private.is_engineer())) with check ((select private.is_engineer()));

-- A prediction is history: it outlives the facts of its car when their dataset is removed.
alter table public.predictions drop constraint predictions_knr_fkey;

-- Facts loaded before this have no Parquet: they are emptied here and loaded again from their uploads by the trainer.
truncate public.cars cascade;
update public.datasets set status = 'queued', phase = 'waiting', progress = 0, duplicate_of = null, declared_kind = kind,
  finished_at = null, started_at = null
where status = 'loaded';
alter table public.dataset_cars
  add column from_at timestamp not null,
  add column to_at timestamp not null;
create index dataset_cars_by_dataset on public.dataset_cars (dataset_id);
comment on table public.dataset_cars is 'Which cars a dataset speaks of, and of which time: where two datasets of a kind meet, their rows are compared.';

-- Any folder of uploads is taken: the name says nothing that the columns do not say better.
create or replace function private.on_upload() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  folder text := split_part(new.name, '/', 1);
begin
  insert into public.datasets (declared_kind, name, storage_path, bytes, uploaded_by)
  values (case when folder in ('failures', 'results', 'status') then folder end,
    case when position('/' in new.name) > 0 then substr(new.name, length(folder) + 2) else new.name end,
    new.name, (new.metadata ->> 'size')::bigint, nullif(new.owner_id::text, '')::uuid);
  return null;
end $$;
drop policy "engineers upload" on storage.objects;
create policy "engineers upload" on storage.objects for insert to authenticated
  with check (bucket_id = 'uploads' and (select private.is_engineer()));
-- An upload is never overwritten: what a dataset has read, or is about to read, stays what it was.
drop policy "engineers replace uploads" on storage.objects;
