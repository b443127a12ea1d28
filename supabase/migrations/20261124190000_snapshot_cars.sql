-- Which cars a model learned from, by number: a comparison is fair on cars that neither model has seen, and a car's page
-- says whether the model in use has. Sorted arrays, one row a snapshot (90,000 cars take about 0.5 MB compressed), because
-- nobody asks for one car of all snapshots. docs/decisions/0018.
create table public.snapshot_cars (
  snapshot_id bigint primary key references public.snapshots (id) on delete cascade,
  learned text[] not null,
  held_out text[] not null,
  excluded jsonb not null default '[]',
  datasets jsonb not null default '[]'
);
comment on column public.snapshot_cars.learned is 'Cars that the model was fitted, validated and searched on; ascending.';
comment on column public.snapshot_cars.held_out is 'Cars that its metrics were measured on; ascending.';
comment on column public.snapshot_cars.excluded is
  'Labelled cars that were left out: [{"knr", "reason": "in_review", "datasetId"}].';
comment on column public.snapshot_cars.datasets is
  'Datasets whose rows the features were made of: [{"id", "name", "kind", "sha256", "rows"}].';
alter table public.snapshot_cars enable row level security;
revoke all on public.snapshot_cars from anon, authenticated;
grant select on public.snapshot_cars to authenticated;
create policy "members read" on public.snapshot_cars for select to authenticated using ((select private.is_member()));
