-- Upkeep: what nobody will look at again goes after a set time, nightly and in small batches, so that no lock is held for long.
-- What a deployment (an entry of the ledger), an open alarm or any other row refers to stays, however old it is.

alter table public.plant_settings
  add column prediction_days integer not null default 730 check (prediction_days between 30 and 3650),
  add column search_log_days integer not null default 365 check (search_log_days between 30 and 3650),
  add column delivery_days integer not null default 30 check (delivery_days between 1 and 3650),
  add column notice_days integer not null default 180 check (notice_days between 1 and 3650),
  add column preflight_days integer not null default 30 check (preflight_days between 1 and 3650),
  add column evaluation_days integer not null default 365 check (evaluation_days between 30 and 3650);
comment on column public.plant_settings.prediction_days is 'Predictions, with a challenger''s scores of them, are kept so long.';
comment on column public.plant_settings.search_log_days is 'The trials of a training run''s search; the run itself stays.';
comment on column public.plant_settings.delivery_days is 'Webhook messages with their tries; those that wait stay.';
comment on column public.plant_settings.notice_days is 'Notices, read or not.';
comment on column public.plant_settings.preflight_days is 'Pre-flights that no deployment was based on.';
comment on column public.plant_settings.evaluation_days is
  'Evaluations that no deployment was based on; a model''s newest, alone and against each other model, stays.';
grant update (prediction_days, search_log_days, delivery_days, notice_days, preflight_days, evaluation_days)
  on public.plant_settings to authenticated;

create table public.upkeep_runs (
  id bigint generated always as identity primary key,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  thinned jsonb not null default '{}'
);
comment on column public.upkeep_runs.thinned is 'How many rows went, by what they were.';
alter table public.upkeep_runs enable row level security;
revoke all on public.upkeep_runs from anon, authenticated;
grant select on public.upkeep_runs to authenticated;
create policy "members read" on public.upkeep_runs for select to authenticated using ((select private.is_member()));

-- Pre-flights stay append-only, but for this: one that is older than the set time, and that no deployment was based on, may go.
create or replace function private.guard_preflight() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op = 'DELETE' then
    if old.created_at < now() - make_interval(days => (select s.preflight_days from public.plant_settings s))
      and not exists (select from public.deployments d where (d.preflight ->> 'id')::bigint = old.id) then
      return old;
    end if;
  end if;
  perform private.refuse(403, 'not_allowed', 'Pre-flights are append-only.');
  return null;
end $$;

-- Deletes at most `most` rows of a table that fulfil `condition` (of `t`), the oldest first, and that no row of another table
-- refers to which would stop it. The conditions are those of private.thin, never anybody's input.
create function private.thin_table(target regclass, condition text, most integer) returns integer
language plpgsql set search_path = ''
as $$
declare
  gone integer;
  unreferred text := (
    select coalesce(string_agg(format(' and not exists (select from %s r where r.%I = t.id)', c.conrelid::regclass, a.attname), ''), '')
    from pg_catalog.pg_constraint c join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = target and cardinality(c.conkey) = 1 and c.confdeltype in ('a', 'r'));
begin
  execute format('delete from %1$s x where x.id in (select t.id from %1$s t where %2$s%3$s order by t.id limit %4$s)',
    target, condition, unreferred, most);
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke execute on function private.thin_table(regclass, text, integer) from public;

-- One batch of each; how many rows went. Zeros: nothing is left to thin.
create function private.thin(most integer) returns jsonb
language plpgsql set search_path = ''
as $$
declare
  days public.plant_settings;
  logs integer;
  answer jsonb;
begin
  select * into days from public.plant_settings;
  update public.training_runs r set search = null
  where r.id in (
    select l.id from public.training_runs l
    where l.search is not null and l.finished_at < now() - make_interval(days => days.search_log_days)
      and not exists (select from public.deployments d where d.model_id = l.model_id)
    order by l.id limit most);
  get diagnostics logs = row_count;
  answer := jsonb_build_object(
    'searchLogs', logs,
    'predictions', private.thin_table('public.predictions', format($c$
      t.created_at < now() - make_interval(days => %s) and not exists (
        select from public.monitor_windows w
        join public.alarms a on a.model_id = w.model_id and w.number between a.first_window and a.last_window and a.closed_at is null
        where t.id between w.first_prediction and w.last_prediction)$c$, days.prediction_days), most),
    'deliveries', private.thin_table('public.webhook_deliveries', format(
      't.state <> ''waiting'' and t.created_at < now() - make_interval(days => %s)', days.delivery_days), most),
    'notices', private.thin_table('public.notices', format(
      't.created_at < now() - make_interval(days => %s)', days.notice_days), most),
    'preflights', private.thin_table('public.preflights', format($c$
      t.created_at < now() - make_interval(days => %s)
      and not exists (select from public.deployments d where (d.preflight ->> 'id')::bigint = t.id)$c$, days.preflight_days), most),
    'evaluations', private.thin_table('public.evaluations', format($c$
      t.created_at < now() - make_interval(days => %s) and exists (
        select from public.evaluations n
        where n.model_id = t.model_id and n.against_id is not distinct from t.against_id and n.id > t.id)$c$, days.evaluation_days), most));
  perform private.thin_table('public.upkeep_runs', 't.started_at < now() - interval ''400 days''', most);
  return answer;
end $$;
revoke execute on function private.thin(integer) from public;

-- Once a night, from two o'clock (UTC) on; a trainer that was away does it when it is back.
create function private.ask_for_upkeep() returns void
language plpgsql set search_path = ''
as $$
declare
  tonight timestamptz := date_trunc('day', now() at time zone 'utc' - interval '2 hours') at time zone 'utc' + interval '2 hours';
begin
  if exists (select from public.upkeep_runs u where u.finished_at >= tonight) then return; end if;
  perform private.enqueue('upkeep', '{}', 'upkeep');
end $$;
revoke execute on function private.ask_for_upkeep() from public;

-- The last thinning, for the page *Health*.
create function private.health_upkeep() returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('last', (
    select jsonb_build_object('startedAt', u.started_at, 'finishedAt', u.finished_at, 'thinned', u.thinned)
    from public.upkeep_runs u order by u.id desc limit 1))
$$;
revoke execute on function private.health_upkeep() from public;
