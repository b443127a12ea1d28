-- Models and their life: runs make them, evaluations measure them, deployments (append-only) say which one is in use.
-- No row says "current": the newest deployment does. A roll-back is one more deployment.

create table public.snapshots (
  id bigint generated always as identity primary key,
  sha256 text not null,
  storage_path text not null,
  cars integer not null,
  failures integer not null,
  period_from timestamp not null,
  period_to timestamp not null,
  holdout_from timestamp not null,
  created_at timestamptz not null default now()
);

create table public.training_runs (
  id bigint generated always as identity primary key,
  status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  cause text not null check (cause in ('button', 'http', 'labels', 'schedule')),
  requested_by uuid references auth.users (id) on delete set null,
  parameters jsonb not null default '{}',
  phase text not null default 'waiting'
    check (phase in ('waiting', 'snapshot', 'split', 'train', 'evaluate', 'write', 'register', 'done')),
  progress real not null default 0 check (progress between 0 and 1),
  cancel_requested boolean not null default false,
  error jsonb,
  snapshot_id bigint references public.snapshots (id),
  model_id bigint,
  not_before timestamptz not null default now(),
  created_at timestamptz not null default now(),
  started_at timestamptz,
  heartbeat_at timestamptz,
  finished_at timestamptz
);
-- One run at a time per plant.
create unique index one_active_run on public.training_runs ((true)) where status in ('queued', 'running');

create table public.models (
  id bigint generated always as identity primary key,
  name text not null,
  algorithm text not null,
  storage_path text not null,
  sha256 text not null unique,
  bytes integer not null,
  inputs jsonb not null,
  threshold double precision not null check (threshold between 0 and 1),
  cars_trained integer not null,
  metrics jsonb,
  baseline jsonb,
  holdout_from timestamp,
  parameters jsonb not null default '{}',
  importance jsonb not null default '[]',
  typical jsonb not null default '{}',
  snapshot_id bigint references public.snapshots (id),
  training_run_id bigint unique references public.training_runs (id),
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now()
);
alter table public.training_runs add foreign key (model_id) references public.models (id);

create table public.evaluations (
  id bigint generated always as identity primary key,
  model_id bigint not null references public.models (id),
  against_id bigint references public.models (id),
  result jsonb not null,
  created_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now()
);
create index evaluations_by_model on public.evaluations (model_id, created_at desc);

create table public.deployments (
  id bigint generated always as identity primary key,
  model_id bigint not null references public.models (id),
  threshold double precision not null,
  deployed_by uuid not null references auth.users (id),
  reason text not null check (length(btrim(reason)) between 3 and 1000),
  comparison jsonb,
  created_at timestamptz not null default now()
);

create table public.predictions (
  id bigint generated always as identity primary key,
  knr text not null references public.cars (knr),
  deployment_id bigint not null references public.deployments (id),
  probability real,
  decision text not null check (decision in ('long', 'short')),
  reasons jsonb not null default '[]',
  requested_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now()
);
create index predictions_by_car on public.predictions (knr, created_at desc);

-- When labels arrive, a run may start by itself. Null: never. One row, the plant's.
create table public.retrain_policy (
  only_row boolean primary key default true check (only_row),
  min_new_labels integer check (min_new_labels > 0),
  debounce_seconds integer not null default 60 check (debounce_seconds between 0 and 86400),
  labels_since_run integer not null default 0,
  updated_at timestamptz not null default now()
);
insert into public.retrain_policy default values;

do $$
declare t text;
begin
  foreach t in array array['snapshots', 'training_runs', 'models', 'evaluations', 'deployments', 'predictions', 'retrain_policy'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "members read" on public.%I for select to authenticated using ((select private.is_member()))', t);
  end loop;
end $$;
grant update (min_new_labels, debounce_seconds) on public.retrain_policy to authenticated;
create policy "engineers set the policy" on public.retrain_policy for update to authenticated
  using ((select private.is_engineer())) with check ((select private.is_engineer()));

-- Each model with what became of it.
create view public.model_overview with (security_invoker = true) as
  select m.*,
    case when m.id = (select d.model_id from public.deployments d order by d.id desc limit 1) then 'in_use'
      when d.id is not null then 'retired' else 'candidate' end as status,
    d.created_at as deployed_at, d.reason as deployment_reason
  from public.models m
  left join lateral (
    select d.id, d.created_at, d.reason from public.deployments d where d.model_id = m.id order by d.id desc limit 1
  ) d on true;
revoke all on public.model_overview from anon, authenticated;
grant select on public.model_overview to authenticated, service_role;
