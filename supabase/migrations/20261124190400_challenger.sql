-- The challenger: one candidate that scores silently every car that `predict` is asked for, so that a comparison shows
-- live cars too. `predict` does nothing for it: a prediction keeps what the model was asked with, and a job of the trainer
-- has `evaluate` score what was kept, some seconds later. docs/decisions/0020.

alter table public.predictions add column features jsonb;
comment on column public.predictions.features is
  'What the model was asked with, by feature; what is not known is left out. Null: too little was known to ask it, or older than this column.';

-- Which candidate scored when. Append-only, but that a row is ended once and tells how far its scores are.
create table public.challengers (
  id bigint generated always as identity primary key,
  model_id bigint not null references public.models (id),
  after_prediction bigint not null,
  scored_to bigint not null,
  reason text check (length(reason) <= 1000),
  set_by uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  ended_by uuid references auth.users (id) on delete set null,
  ended_at timestamptz,
  settled boolean not null default false check (ended_at is not null or not settled)
);
create unique index one_challenger on public.challengers ((true)) where ended_at is null;
create index challengers_unsettled on public.challengers (id) where not settled;
comment on column public.challengers.after_prediction is 'The newest prediction when it was set: later ones are scored.';
comment on column public.challengers.scored_to is
  'Up to this one no prediction waits for a score: they are not looked through again. It follows a minute behind.';
comment on column public.challengers.settled is 'It is ended, and every prediction of its time has been scored or cannot be.';

create table public.challenger_scores (
  prediction_id bigint references public.predictions (id) on delete cascade,
  model_id bigint references public.models (id) on delete cascade,
  probability real check (probability between 0 and 1),
  created_at timestamptz not null default now(),
  primary key (prediction_id, model_id)
);
create index challenger_scores_by_model on public.challenger_scores (model_id, prediction_id);
comment on column public.challenger_scores.probability is 'Null: the challenger could not score it; it is not asked again.';

do $$
declare t text;
begin
  foreach t in array array['challengers', 'challenger_scores'] loop
    execute format('alter table public.%I enable row level security', t);
    execute format('revoke all on public.%I from anon, authenticated', t);
    execute format('grant select on public.%I to authenticated', t);
    execute format('create policy "members read" on public.%I for select to authenticated using ((select private.is_member()))', t);
  end loop;
end $$;

create function private.guard_challenger() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op <> 'UPDATE' then
    perform private.refuse(403, 'not_allowed', 'The history of challengers is append-only.');
  end if;
  -- A deleted account becomes null; what it did stays.
  if (old.id, old.model_id, old.after_prediction, old.reason, old.created_at)
      is distinct from (new.id, new.model_id, new.after_prediction, new.reason, new.created_at)
    or coalesce(new.set_by <> old.set_by, new.set_by is not null)
    or (old.ended_at is not null and (new.ended_at is distinct from old.ended_at
      or coalesce(new.ended_by <> old.ended_by, new.ended_by is not null)))
    or new.scored_to < old.scored_to or (old.settled and not new.settled) then
    perform private.refuse(403, 'not_allowed', 'A challenger can be ended, and nothing else of its row changes.');
  end if;
  return new;
end $$;
create trigger challenger_guard before update or delete on public.challengers
  for each row execute function private.guard_challenger();
create trigger challenger_guard_truncate before truncate on public.challengers
  for each statement execute function private.guard_challenger();

-- Answers and, with each, what the model was asked with: the features as they are some ms after `predict` read them.
create or replace function public.record_predictions(deployment_id bigint, answers jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  insert into public.predictions (knr, deployment_id, probability, decision, reasons, requested_by, features)
  select a ->> 'knr', record_predictions.deployment_id, (a ->> 'probability')::real, a ->> 'decision',
    coalesce(a -> 'reasons', '[]'), auth.uid(),
    case when a ->> 'probability' is not null then (
      select jsonb_strip_nulls(to_jsonb(f) - '{knr,as_of,last_failure_at,last_point_at,updated_at}'::text[])
      from public.car_features f where f.knr = a ->> 'knr') end
  from jsonb_array_elements(answers) a;
end $$;

-- Predictions of a challenger's time that it has not scored, oldest first.
create function private.unscored(challenger public.challengers, most integer)
returns table (id bigint, features jsonb)
language sql stable set search_path = ''
as $$
  select p.id, p.features from public.predictions p
  where p.id > challenger.scored_to and p.features is not null
    and (challenger.ended_at is null or p.created_at < challenger.ended_at)
    and not exists (
      select from public.challenger_scores s where s.prediction_id = p.id and s.model_id = challenger.model_id)
  order by p.id limit most
$$;

-- One job for all predictions of two seconds: while it waits, nobody asks again (adding a job takes longer than keeping
-- the prediction, and would put it off). A prediction that comes while the job runs gets one after it. One that is committed
-- only after the job has looked is found by the trainer's sweep.
create function private.ask_for_scores() returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if to_regnamespace('graphile_worker') is null then return; end if;
  if exists (select from graphile_worker.jobs j where j.key = 'score_challenger' and j.locked_at is null) then return; end if;
  perform graphile_worker.add_job('score_challenger', '{}'::json, queue_name => 'score_challenger',
    job_key => 'score_challenger', job_key_mode => 'preserve_run_at',
    run_at => now() + interval '2 seconds', max_attempts => 5);
end $$;
revoke execute on function private.ask_for_scores() from public;

create function private.on_predictions() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if exists (select from public.challengers c where c.ended_at is null) then
    begin
      perform private.ask_for_scores();
    exception when others then
      -- The gate gets its answer whatever is wrong with the queue; the trainer's sweep asks for what is missing.
      raise warning 'score_challenger was not queued: %', sqlerrm;
    end;
  end if;
  return null;
end $$;
create trigger predictions_made after insert on public.predictions
  for each statement execute function private.on_predictions();

-- For the trainer's sweep: do predictions wait for a score? What is done is noted, so that a year of predictions is not looked
-- through every five seconds; a minute late, because a prediction with a lower number may still be on its way.
create function private.scores_wanted() returns boolean
language plpgsql set search_path = ''
as $$
declare
  challenger public.challengers;
  newest bigint := (select max(p.id) from public.predictions p where p.created_at < now() - interval '1 minute');
  wanted boolean := false;
begin
  for challenger in select * from public.challengers c where not c.settled loop
    if exists (select from private.unscored(challenger, 1)) then
      wanted := true;
    elsif challenger.ended_at < now() - interval '1 minute' then
      update public.challengers c set settled = true where c.id = challenger.id;
    elsif newest >= challenger.scored_to + 1000 then
      update public.challengers c set scored_to = newest where c.id = challenger.id;
    end if;
  end loop;
  return wanted;
end $$;

-- What `evaluate` scores next: a model and up to `most` predictions with their features; null when nothing is left.
create function public.challenger_work(most integer) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  challenger public.challengers;
  predictions json;
begin
  if not private.is_service() then
    perform private.refuse(403, 'not_allowed', 'Only the trainer has a challenger score cars.');
  end if;
  for challenger in select * from public.challengers c where not c.settled order by c.id loop
    select json_agg(u) into predictions from private.unscored(challenger, most) u;
    if predictions is not null then
      return (
        select json_build_object('modelId', m.id, 'storagePath', m.storage_path, 'sha256', m.sha256, 'predictions', predictions)
        from public.models m where m.id = challenger.model_id);
    end if;
  end loop;
  return null;
end $$;

-- `scores`: [[prediction, probability or null], …]. Scored twice is scored once; a prediction that is gone is passed over.
create function public.record_challenger_scores(model_id bigint, scores jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not private.is_service() then
    perform private.refuse(403, 'not_allowed', 'Only the trainer has a challenger score cars.');
  end if;
  insert into public.challenger_scores (prediction_id, model_id, probability)
  select p.id, record_challenger_scores.model_id, (s ->> 1)::real
  from jsonb_array_elements(scores) s join public.predictions p on p.id = (s ->> 0)::bigint
  on conflict do nothing;
end $$;

-- Lets a model score silently from now on, in place of the one that did; null ends it. Null when none is set then.
create function public.set_challenger(model_id bigint, reason text default null) returns public.challengers
language plpgsql security definer set search_path = ''
as $$
declare
  active public.challengers;
  model_in_use bigint;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can let a model score silently.');
  end if;
  -- Nobody puts the model in use in the meantime, and nobody sets another one.
  lock table public.deployments in share mode;
  lock table public.challengers in share row exclusive mode;
  select * into active from public.challengers c where c.ended_at is null;
  if active.model_id = set_challenger.model_id then return active; end if;
  if set_challenger.model_id is not null then
    perform from public.models m where m.id = set_challenger.model_id;
    if not found then
      perform private.refuse(404, 'not_found', format('There is no model %s.', set_challenger.model_id));
    end if;
    select d.model_id into model_in_use from public.deployments d order by d.id desc limit 1;
    if model_in_use = set_challenger.model_id then
      perform private.refuse(409, 'already_in_use',
        format('Model %s is in use: it answers every car already.', set_challenger.model_id));
    end if;
  end if;
  update public.challengers c set ended_at = clock_timestamp(), ended_by = auth.uid() where c.id = active.id;
  if set_challenger.model_id is null then return null; end if;
  insert into public.challengers (model_id, after_prediction, scored_to, reason, set_by)
  select set_challenger.model_id, newest, newest, nullif(left(btrim(set_challenger.reason), 1000), ''), auth.uid()
  from (select coalesce(max(p.id), 0) as newest from public.predictions p) p
  returning * into active;
  return active;
end $$;

-- A challenger that is put in use answers the cars itself.
create function private.end_deployed_challenger() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.challengers c set ended_at = clock_timestamp(), ended_by = new.deployed_by
  where c.model_id = new.model_id and c.ended_at is null;
  return null;
end $$;
create trigger deployed_challenger_ends after insert on public.deployments
  for each row execute function private.end_deployed_challenger();

-- The challenger of now, with how far it is; null without one.
create function public.challenger_status() returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return (
    select json_build_object('modelId', m.id, 'name', m.name, 'since', c.created_at, 'reason', c.reason,
      'cars', s.cars, 'known', s.known, 'unscorable', s.unscorable)
    from public.challengers c join public.models m on m.id = c.model_id
    cross join lateral (
      select count(distinct p.knr) filter (where s.probability is not null) as cars,
        count(distinct p.knr) filter (where s.probability is not null and car.road_test_failed is not null) as known,
        count(*) filter (where s.probability is null) as unscorable
      from public.challenger_scores s join public.predictions p on p.id = s.prediction_id
      join public.cars car on car.knr = p.knr
      where s.model_id = c.model_id and s.prediction_id > c.after_prediction) s
    where c.ended_at is null);
end $$;

-- Cars that `predict` answered with a deployment of `against`, that `model` scored, and that neither learned from (somebody
-- may ask for an old car), each once: its last such prediction before its road-test entry, else its last. [probability of model, of against, threshold of against, 1 failed, 0 passed
-- or null], newest first, at most 26,000. Probabilities are the float32 that the models gave, told as double: rounded,
-- one may come to lie on the other side of its threshold. Plant time is read as UTC, as rows over HTTP are
-- (20261124090300_ingest.sql); features do not see the entry, so an hour more or less chooses among like answers.
create function public.live_pairs(model bigint, against bigint) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  known record;
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  select * into known from private.learned_by(array[model, against]);
  return (
    select json_build_object('cars', count(*), 'known', count(x.label), 'rows', coalesce(json_agg(
      json_build_array(x.mine, x.other, x.threshold, x.label) order by x.id desc), '[]'))
    from (
      select * from (
        select distinct on (p.knr) p.id, s.probability::double precision as mine, p.probability::double precision as other,
          d.threshold, c.road_test_failed::integer as label
        from public.challenger_scores s
        join public.predictions p on p.id = s.prediction_id
        join public.deployments d on d.id = p.deployment_id
        join public.cars c on c.knr = p.knr
        where s.model_id = live_pairs.model and d.model_id = live_pairs.against
          and s.probability is not null and p.probability is not null
          and c.knr not in (select unnest(known.learned))
          and coalesce(c.road_test_at >= known.entered_before, true)
        order by p.knr, coalesce(p.created_at at time zone 'utc' < c.road_test_at, true) desc, p.id desc
      ) each_car order by id desc limit 26000
    ) x);
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('set_challenger', 'challenger_status', 'live_pairs', 'challenger_work', 'record_challenger_scores') loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end $$;
grant execute on function public.set_challenger(bigint, text), public.challenger_status(), public.live_pairs(bigint, bigint)
  to authenticated;
