-- The quality gate: what a dataset is compared with, and how far it may be from it. A dataset beyond a bound is loaded
-- and marked "needs a look"; until an engineer accepts it, nothing is learned from its cars. docs/decisions/0013.

-- The bounds. The defaults pass a plant whose files have mild faults (a handful of bad rows, some rows twice).
alter table public.plant_settings
  add column quality_min_cars integer not null default 50 check (quality_min_cars > 0),
  add column quality_min_rows integer not null default 500 check (quality_min_rows > 0),
  add column quality_blank_more double precision not null default 0.1 check (quality_blank_more between 0 and 1),
  add column quality_new_code_share double precision not null default 0.05 check (quality_new_code_share between 0 and 1),
  add column quality_days_share double precision not null default 0.1 check (quality_days_share between 0 and 1),
  add column quality_rejected_share double precision not null default 0.02 check (quality_rejected_share between 0 and 1),
  add column quality_rate_share double precision not null default 0.5 check (quality_rate_share >= 0),
  add column quality_rate_mads double precision not null default 4 check (quality_rate_mads >= 0);
comment on column public.plant_settings.quality_min_cars is 'A dataset or month with fewer cars is not judged: its shares are chance.';
comment on column public.plant_settings.quality_min_rows is 'A dataset with fewer rows is not judged, but for its rejected rows, as if it had so many.';
comment on column public.plant_settings.quality_blank_more is 'How much more of a column may be blank than is usual, as a share of all rows.';
comment on column public.plant_settings.quality_new_code_share is 'Share of the rows that may have codes of a column which no dataset before had.';
comment on column public.plant_settings.quality_days_share is 'Share of the working days that may be without rows; two days always may.';
comment on column public.plant_settings.quality_rejected_share is 'Share of the rows that may be rejected.';
comment on column public.plant_settings.quality_rate_share is 'How far a month''s rate may be from the median of the months before, as a share of it.';
comment on column public.plant_settings.quality_rate_mads is 'The same in median absolute deviations (times 1.4826); the wider of both counts.';
grant update (quality_min_cars, quality_min_rows, quality_blank_more, quality_new_code_share, quality_days_share,
  quality_rejected_share, quality_rate_share, quality_rate_mads) on public.plant_settings to authenticated;

-- Both tables say what one dataset's own rows hold, whatever was loaded before it: what is known is the sum of the
-- datasets that are loaded, and a dataset that is removed takes its part with it.
create table public.dataset_codes (
  dataset_id bigint not null references public.datasets (id),
  column_name text not null,
  code text not null,
  rows bigint not null,
  primary key (dataset_id, column_name, code)
);
comment on table public.dataset_codes is 'Codes of a dataset by column, at most the 1,000 most frequent of each.';

create table public.dataset_months (
  dataset_id bigint not null references public.datasets (id),
  month date not null check (extract(day from month) = 1),
  cars integer not null,
  rows bigint not null,
  not_ok bigint not null,
  road_test_failures bigint not null,
  days date[] not null,
  primary key (dataset_id, month)
);
comment on table public.dataset_months is 'Counts of a dataset by month, and the days on which the plant worked.';
comment on column public.dataset_months.not_ok is 'Results with status 13; 0 for the other kinds.';
comment on column public.dataset_months.road_test_failures is 'Failures found at ROD; 0 for the other kinds.';

do $$
declare t text;
begin
  foreach t in array array['dataset_codes', 'dataset_months'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "members read" on public.%I for select to authenticated using ((select private.is_member()))', t);
  end loop;
end $$;

-- A dataset that is not loaded any more says nothing of what is usual.
create function private.forget_quality() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.dataset_codes c where c.dataset_id = new.id;
  delete from public.dataset_months m where m.dataset_id = new.id;
  return null;
end $$;
create trigger forget_quality after update of status on public.datasets for each row
  when (old.status in ('loaded', 'removing') and new.status not in ('loaded', 'removing'))
  execute function private.forget_quality();

alter table public.training_runs add column cars_in_review integer;
comment on column public.training_runs.cars_in_review is
  'Labelled cars that the run left out, because a dataset that speaks of them needs a look; null before the snapshot.';
