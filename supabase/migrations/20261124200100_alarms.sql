-- What the model in use is asked with, window by window, beside what it learned from; the alarms that come of it; and the
-- calendar that explains expected changes. The trainer's task `monitor` writes windows and alarms. docs/decisions/0022.

alter table public.plant_settings
  add column monitor_window integer not null default 100 check (monitor_window between 50 and 5000);
comment on column public.plant_settings.monitor_window is 'Cars in a window: drift is looked for whenever so many more cars were answered.';
grant update (monitor_window) on public.plant_settings to authenticated;

-- Cars in the order in which a model answered them first, cut where each window was full.
create table public.monitor_windows (
  model_id bigint not null references public.models (id) on delete cascade,
  number integer not null check (number > 0),
  cars integer not null check (cars > 0),
  first_prediction bigint not null,
  last_prediction bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  untested text check (untested in ('no_snapshot', 'few_cars', 'few_weeks')),
  findings jsonb not null default '[]',
  created_at timestamptz not null default now(),
  primary key (model_id, number)
);
comment on column public.monitor_windows.first_prediction is 'No foreign key: predictions are thinned, windows stay.';
comment on column public.monitor_windows.untested is 'Why nothing was compared; null: it was.';
comment on column public.monitor_windows.findings is
  'Of each feature, and of the `probability`: [{"feature", "pValue", "corrected", "drifted", "effect"}], the largest effect first.';

create table public.calendar_events (
  id bigint generated always as identity primary key,
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  kind text not null check (kind in ('model_year', 'supplier', 'shutdown', 'other')),
  note text not null default '' check (length(note) <= 1000),
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now()
);
comment on table public.calendar_events is 'Changes that the plant expects: an alarm that begins in their time is explained.';

create table public.alarms (
  id bigint generated always as identity primary key,
  model_id bigint not null references public.models (id) on delete cascade,
  feature text not null,
  since timestamptz not null,
  raised_at timestamptz not null default now(),
  first_window integer not null,
  last_window integer not null,
  window_cars integer not null,
  p_value double precision not null check (p_value between 0 and 1),
  effect double precision,
  checkpoint text,
  picture jsonb not null,
  expected_by bigint references public.calendar_events (id) on delete set null,
  closed_at timestamptz,
  closed_by uuid references auth.users (id) on delete set null,
  close_reason text check (length(close_reason) <= 1000)
);
create unique index one_open_alarm on public.alarms (model_id, feature) where closed_at is null;
create index alarms_by_event on public.alarms (expected_by);
comment on column public.alarms.feature is 'Of the catalogue, or `probability`: what the model answers.';
comment on column public.alarms.since is 'First answer of the first of the windows that follow each other and differ.';
comment on column public.alarms.last_window is 'The newest window that differs; figures and picture are its.';
comment on column public.alarms.p_value is 'Corrected for the number of features that were tested.';
comment on column public.alarms.effect is 'Failures that the model predicts more (below 0: fewer) per 1,000 cars because of it; null: its curves do not tell.';
comment on column public.alarms.picture is
  '{"kind", "mean": {"reference", "now"} or null, "bins": [{"from", "to"} or {"category"} or {"other"} or {"missing"}, each with the shares "reference" and "now"]}';
comment on column public.alarms.expected_by is 'An expected change explains it: it is no confirmed alarm.';
comment on column public.alarms.close_reason is 'Null, though it is closed: it ended with its model.';

do $$
declare t text;
begin
  foreach t in array array['monitor_windows', 'alarms', 'calendar_events'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "members read" on public.%I for select to authenticated using ((select private.is_member()))', t);
  end loop;
end $$;
grant insert (starts_on, ends_on, kind, note), update (starts_on, ends_on, kind, note), delete on public.calendar_events to authenticated;
create policy "engineers write" on public.calendar_events for insert to authenticated with check ((select private.is_engineer()));
create policy "engineers change" on public.calendar_events for update to authenticated
  using ((select private.is_engineer())) with check ((select private.is_engineer()));
create policy "engineers take back" on public.calendar_events for delete to authenticated using ((select private.is_engineer()));

-- The shortest event of several says most. Days as those of predictions, in UTC.
create function private.event_at(moment timestamptz) returns bigint
language sql stable set search_path = ''
as $$
  select e.id from public.calendar_events e
  where (moment at time zone 'utc')::date between e.starts_on and e.ends_on
  order by e.ends_on - e.starts_on, e.id limit 1
$$;

create function private.explain_alarm() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.expected_by := private.event_at(new.since);
  return new;
end $$;
create trigger alarm_explained before insert or update of since on public.alarms
  for each row execute function private.explain_alarm();

-- Also a closed alarm is told what explains it; an event that is taken back explains nothing any more.
create function private.on_calendar() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.alarms a set expected_by = private.event_at(a.since)
  where a.expected_by is distinct from private.event_at(a.since);
  return null;
end $$;
create trigger calendar_changed after insert or update or delete on public.calendar_events
  for each statement execute function private.on_calendar();

-- A closed alarm is raised again only after a window in which all was as usual.
create function public.close_alarm(alarm_id bigint, reason text) returns public.alarms
language plpgsql security definer set search_path = ''
as $$
declare
  alarm public.alarms;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can close an alarm.');
  end if;
  if auth.uid() is null then
    perform private.refuse(403, 'person_required', 'Only a signed-in person can close an alarm.');
  end if;
  if length(btrim(coalesce(reason, ''))) < 3 then
    perform private.refuse(400, 'reason_missing', 'Say why, in at least three letters: the reason is kept with the alarm.');
  end if;
  update public.alarms a set closed_at = now(), closed_by = auth.uid(), close_reason = left(btrim(reason), 1000)
  where a.id = alarm_id and a.closed_at is null returning * into alarm;
  if alarm.id is null then
    perform 1 from public.alarms a where a.id = alarm_id;
    if not found then perform private.refuse(404, 'not_found', format('There is no alarm %s.', alarm_id)); end if;
    perform private.refuse(409, 'alarm_closed', format('Alarm %s is already closed.', alarm_id));
  end if;
  return alarm;
end $$;

-- Another model is watched from now on: nothing more is seen of these.
create function private.end_alarms() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.alarms a set closed_at = clock_timestamp() where a.model_id <> new.model_id and a.closed_at is null;
  return null;
end $$;
create trigger alarms_end_with_their_model after insert on public.deployments
  for each row execute function private.end_alarms();

-- First answers of a model after a prediction, one a car, oldest first. Those without features were no work of the model.
create function private.first_answers(model bigint, after bigint, most integer)
returns table (id bigint, knr text, probability real, features jsonb, created_at timestamptz)
language sql stable set search_path = ''
as $$
  select p.id, p.knr, p.probability, p.features, p.created_at
  from public.predictions p join public.deployments d on d.id = p.deployment_id
  where p.id > after and d.model_id = model and p.features is not null and p.probability is not null
    and not exists (
      select from public.predictions e join public.deployments o on o.id = e.deployment_id
      where e.knr = p.knr and e.id < p.id and o.model_id = model and e.features is not null and e.probability is not null)
  order by p.id limit most
$$;

create function private.watched_to(model bigint) returns bigint
language sql stable set search_path = ''
as $$ select coalesce(max(w.last_prediction), 0) from public.monitor_windows w where w.model_id = model $$;

-- Cars of a window that are still kept.
create function public.monitor_window_cars(model_id bigint, number integer) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin sees what single cars were answered.');
  end if;
  return (
    select json_build_object('cars', coalesce(json_agg(
      json_build_object('knr', a.knr, 'probability', a.probability, 'at', a.created_at, 'features', a.features) order by a.id), '[]'))
    from public.monitor_windows w
    cross join lateral private.first_answers(w.model_id, w.first_prediction - 1, w.cars) a
    where w.model_id = monitor_window_cars.model_id and w.number = monitor_window_cars.number
      and a.id <= w.last_prediction);
end $$;

-- For the page: the model that is watched and how far its next window is; null when none is in use.
create function public.monitor_status() returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return (
    select json_build_object('modelId', m.id, 'name', m.name, 'hasReference', m.snapshot_id is not null,
      'window', s.monitor_window,
      'waiting', (select count(*) from private.first_answers(m.id, private.watched_to(m.id), s.monitor_window)))
    from (select d.model_id from public.deployments d order by d.id desc limit 1) d
    join public.models m on m.id = d.model_id cross join public.plant_settings s);
end $$;

-- One job for all answers of ten seconds, and none before there can be a full window: numbers of predictions are not given
-- twice, so fewer of them than a window are fewer cars. docs/decisions/0020 tells why a job is not added for each answer.
create function private.ask_to_monitor() returns void
language plpgsql security definer set search_path = ''
as $$
declare
  model bigint := (select d.model_id from public.deployments d order by d.id desc limit 1);
begin
  if model is null or to_regnamespace('graphile_worker') is null then return; end if;
  if (select max(p.id) from public.predictions p) - private.watched_to(model)
    < (select s.monitor_window from public.plant_settings s) then return; end if;
  if exists (select from graphile_worker.jobs j where j.key = 'monitor' and j.locked_at is null) then return; end if;
  perform graphile_worker.add_job('monitor', '{}'::json, queue_name => 'monitor', job_key => 'monitor',
    job_key_mode => 'preserve_run_at', run_at => now() + interval '10 seconds', max_attempts => 5);
end $$;
revoke execute on function private.ask_to_monitor() from public;

create function private.on_answers_to_monitor() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.ask_to_monitor();
  return null;
exception when others then
  -- The gate gets its answer whatever is wrong with the queue; the next answer asks again.
  raise warning 'monitor was not queued: %', sqlerrm;
  return null;
end $$;
create trigger predictions_watched after insert on public.predictions
  for each statement execute function private.on_answers_to_monitor();

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('close_alarm', 'monitor_window_cars', 'monitor_status') loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
