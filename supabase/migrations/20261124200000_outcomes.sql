-- What became of the answers: each prediction keeps whether the label was known when it was asked, the outcome as soon as
-- there is one, and what the operator did instead. A share of the short cars goes to the long test unseen (the audit lane),
-- because a short test finds fewer failures than there are. `performance` tells how the answers did. docs/decisions/0021.

alter table public.predictions
  add column label_known boolean not null default false,
  add column outcome boolean,
  add column outcome_at timestamptz,
  add column late boolean not null default false,
  add column operator_decision text check (operator_decision in ('long', 'short') and operator_decision <> decision),
  add column operator_reason text,
  add column operator_note text check (length(operator_note) <= 1000),
  add column operator_by uuid references auth.users (id) on delete set null,
  add column operator_at timestamptz,
  add constraint operator_says_why check ((operator_decision is null) = (operator_reason is null));
comment on column public.predictions.label_known is 'The car''s label was known when it was asked: such an answer never counts as performance.';
comment on column public.predictions.outcome is 'The car''s label: true, it failed its road test. Follows the label when it comes, changes or goes.';
comment on column public.predictions.late is 'Asked only when a lost connection was back: the answer came later than the car.';
comment on column public.predictions.operator_decision is 'What the operator did instead of the answer; null: what was answered.';

-- Nobody can tell of an older answer whether its car's label was known; where there is one, it does not count.
update public.predictions p set label_known = true, outcome = c.road_test_failed, outcome_at = now()
from public.cars c where c.knr = p.knr and c.road_test_failed is not null;

-- Each car's decisive answer, its last one before its label, is read from here: features and reasons make rows wide.
create index predictions_decisive on public.predictions (knr, id desc)
  include (created_at, deployment_id, probability, decision, operator_decision, operator_reason, outcome) where not label_known;

-- Who sees a car's probability can tell an audit car from another long one, so operators see neither; their screens read
-- through car_passport.
drop policy "members read" on public.predictions;
create policy "engineers read" on public.predictions for select to authenticated using ((select private.is_engineer()));
drop policy "members read" on public.challenger_scores;
create policy "engineers read" on public.challenger_scores for select to authenticated using ((select private.is_engineer()));

-- The audit lane.

create table public.audit_lane (
  prediction_id bigint primary key references public.predictions (id) on delete cascade
);
comment on table public.audit_lane is 'Answers that the model would have given the short test, and that were sent to the long one to see what it misses.';
alter table public.audit_lane enable row level security;
revoke all on public.audit_lane from anon, authenticated;
grant select on public.audit_lane to authenticated;
create policy "engineers read" on public.audit_lane for select to authenticated using ((select private.is_engineer()));

alter table public.plant_settings
  add column audit_share double precision not null default 0.02 check (audit_share between 0 and 0.2),
  add column result_days integer not null default 14 check (result_days between 1 and 365);
comment on column public.plant_settings.audit_share is 'Share of the short cars that is sent to the long test unseen.';
comment on column public.plant_settings.result_days is 'A car without a label so many days after its answer counts as never tested.';
grant update (audit_share, result_days) on public.plant_settings to authenticated;

-- HMAC-SHA256 (RFC 2104) with a key of 64 bytes, kept as its inner and outer pad. Nobody reads it over the API.
create table private.audit_key (
  only_row boolean primary key default true check (only_row),
  inner_pad bytea not null,
  outer_pad bytea not null
);
alter table private.audit_key enable row level security;
revoke all on private.audit_key from public, anon, authenticated, service_role;

create function private.padded(key bytea, pad integer) returns bytea
language sql immutable set search_path = ''
as $$
  select string_agg(set_byte('\x00', 0, get_byte(key, i) # pad), '' order by i) from generate_series(0, length(key) - 1) i
$$;
insert into private.audit_key (inner_pad, outer_pad)
select private.padded(k.key, 54), private.padded(k.key, 92)
from (select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
  || sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) as key) k;

-- From 0 to 1, of a car always the same: the first 48 bits of the keyed hash of its number.
create function private.audit_draw(knr text) returns double precision
language sql stable security definer set search_path = ''
as $$
  select ('x' || encode(substr(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(knr, 'UTF8'))), 1, 6), 'hex'))::bit(48)::bigint
    / 281474976710656.0::double precision
  from private.audit_key k
$$;
revoke execute on function private.audit_draw(text) from public;

-- For `predict`: those of these cars that go to the long test if the model says short.
create function public.audit_cars(knrs text[]) returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_service() then
    perform private.refuse(403, 'not_allowed', 'Which cars are in the audit lane is told to nobody beforehand.');
  end if;
  return (
    select coalesce(array_agg(k), '{}') from unnest(knrs) k, public.plant_settings s
    where private.audit_draw(k) < s.audit_share);
end $$;

-- `predict` is told whether who asks may know probabilities.
do $$
declare
  was constant text := $was$'deployment', ($was$;
  made text := pg_get_functiondef('public.predict_input(text[])'::regprocedure);
begin
  if strpos(made, was) = 0 then raise exception 'predict_input does not have: %', was; end if;
  execute replace(made, was, $shall$'engineer', private.is_engineer(), $shall$ || was);
end $$;

-- Keeps answers and tells the number of each, by KNR. Features as they are some ms after `predict` read them. A long test below
-- the deployment's threshold is one of the audit lane if the car is drawn.
drop function public.record_predictions(bigint, jsonb);
create function public.record_predictions(deployment_id bigint, answers jsonb) returns json
language plpgsql security definer set search_path = ''
as $$
declare
  numbers json;
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  with made as (
    insert into public.predictions
      (knr, deployment_id, probability, decision, reasons, requested_by, features, label_known, outcome, outcome_at)
    select a ->> 'knr', record_predictions.deployment_id, (a ->> 'probability')::real, a ->> 'decision',
      coalesce(a -> 'reasons', '[]'), auth.uid(),
      case when a ->> 'probability' is not null then (
        select jsonb_strip_nulls(to_jsonb(f) - '{knr,as_of,last_failure_at,last_point_at,updated_at}'::text[])
        from public.car_features f where f.knr = a ->> 'knr') end,
      c.road_test_failed is not null, c.road_test_failed, case when c.road_test_failed is not null then now() end
    from jsonb_array_elements(answers) a left join public.cars c on c.knr = a ->> 'knr'
    returning id, knr, probability, decision
  ), audited as (
    insert into public.audit_lane (prediction_id)
    select m.id from made m, public.deployments d, public.plant_settings s
    where d.id = record_predictions.deployment_id and m.decision = 'long' and m.probability < d.threshold
      and private.audit_draw(m.knr) < s.audit_share
  )
  select coalesce(json_object_agg(m.knr, m.id), '{}') into numbers from made m;
  return numbers;
end $$;

-- Outcomes follow the labels.

create function private.tell_outcomes(knrs text[]) returns void
language plpgsql security definer set search_path = '' set plan_cache_mode = 'auto'
as $$
begin
  perform set_config('plan_cache_mode', private.plan_mode(knrs), true);
  update public.predictions p
  set outcome = l.failed, outcome_at = case when l.failed is not null then now() end
  from (select k.knr, c.road_test_failed as failed from unnest(knrs) k (knr) left join public.cars c on c.knr = k.knr) l
  where p.knr = l.knr and p.outcome is distinct from l.failed;
end $$;
revoke execute on function private.tell_outcomes(text[]) from public;

-- A prediction that is made while a load is under way sees no label yet, and the load has looked already: it looks once more,
-- at the newest ones, when it commits. The few ms that are left are made good by the next load.
create table private.outcome_checks (
  transaction xid8 primary key default pg_current_xact_id(),
  after_prediction bigint not null
);
alter table private.outcome_checks enable row level security;
revoke all on private.outcome_checks from public, anon, authenticated, service_role;

create function private.check_outcomes() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from private.outcome_checks k where k.transaction = new.transaction;
  perform private.tell_outcomes(array(
    select p.knr from public.predictions p left join public.cars c on c.knr = p.knr
    where p.id > new.after_prediction and p.outcome is distinct from c.road_test_failed));
  return null;
end $$;
create constraint trigger outcomes_checked after insert on private.outcome_checks
  deferrable initially deferred for each row execute function private.check_outcomes();

create function private.on_cars_labelled() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  changed text[];
begin
  if tg_op = 'INSERT' then
    changed := array(select a.knr from after_rows a where a.road_test_failed is not null);
  elsif tg_op = 'DELETE' then
    changed := array(select b.knr from before_rows b where b.road_test_failed is not null);
  else
    changed := array(
      select a.knr from after_rows a join before_rows b on b.knr = a.knr
      where a.road_test_failed is distinct from b.road_test_failed);
  end if;
  if cardinality(changed) = 0 then return null; end if;
  perform private.tell_outcomes(changed);
  insert into private.outcome_checks (after_prediction) select coalesce(max(p.id), 0) - 1000 from public.predictions p
  on conflict do nothing;
  return null;
end $$;
create trigger outcomes_of_new after insert on public.cars
  referencing new table as after_rows for each statement execute function private.on_cars_labelled();
create trigger outcomes_of_changed after update on public.cars
  referencing old table as before_rows new table as after_rows for each statement execute function private.on_cars_labelled();
create trigger outcomes_of_gone after delete on public.cars
  referencing old table as before_rows for each statement execute function private.on_cars_labelled();

-- The operator's own decision: for the car's newest answer, while its result is not known. Null takes it back.
create function public.override_decision(prediction_id bigint, decision text, reason text, note text default null) returns json
language plpgsql security definer set search_path = ''
as $$
declare
  prediction public.predictions;
  said text := nullif(left(btrim(override_decision.note), 1000), '');
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  if auth.uid() is null then
    perform private.refuse(403, 'person_required', 'Only a signed-in person can decide otherwise.');
  end if;
  select * into prediction from public.predictions p where p.id = override_decision.prediction_id for update;
  if prediction.id is null then
    perform private.refuse(404, 'not_found', format('There is no prediction %s.', override_decision.prediction_id));
  end if;
  if prediction.outcome is not null then
    perform private.refuse(409, 'override_closed', 'The result of this car is known: nothing can be decided any more.');
  end if;
  if exists (select from public.predictions p where p.knr = prediction.knr and p.id > prediction.id) then
    perform private.refuse(409, 'override_closed', 'This car was asked for again since: decide about the newest answer.');
  end if;
  if prediction.operator_decision is not null then
    if prediction.operator_by is distinct from auth.uid() then
      perform private.refuse(403, 'not_allowed', 'Somebody else decided about this car: only they can change it.');
    end if;
    if prediction.operator_at < now() - interval '1 hour' then
      perform private.refuse(409, 'override_closed', 'A decision can be changed for an hour.');
    end if;
  end if;
  if override_decision.decision is not null then
    if override_decision.decision not in ('long', 'short') or override_decision.decision = prediction.decision then
      perform private.refuse(400, 'invalid_field', 'decision: the test that was not answered, long or short; null takes it back.');
    end if;
    if coalesce(override_decision.reason not in ('heard_or_smelled', 'seen_damage', 'supervisor', 'no_capacity', 'other'), true) then
      perform private.refuse(400, 'invalid_field', 'reason: one of heard_or_smelled, seen_damage, supervisor, no_capacity, other.');
    end if;
    if override_decision.reason = 'other' and coalesce(length(said) < 3, true) then
      perform private.refuse(400, 'reason_missing', 'Say why, in at least three letters: the note is kept with the decision.');
    end if;
  end if;
  -- The hour runs from the first decision, however often it is changed.
  update public.predictions p set
    operator_decision = override_decision.decision,
    operator_reason = case when override_decision.decision is not null then override_decision.reason end,
    operator_note = case when override_decision.decision is not null then said end,
    operator_by = case when override_decision.decision is not null then auth.uid() end,
    operator_at = case when override_decision.decision is not null then coalesce(prediction.operator_at, now()) end
  where p.id = prediction.id returning * into prediction;
  return json_build_object('id', prediction.id, 'decision', prediction.operator_decision, 'reason', prediction.operator_reason,
    'note', prediction.operator_note, 'at', prediction.operator_at);
end $$;

-- Reasons with the side that they speak for in place of their weight.
create function private.plain_reasons(reasons jsonb) returns jsonb
language sql immutable set search_path = ''
as $$
  select coalesce(jsonb_agg(r - 'contribution' || jsonb_build_object('effect', null,
    'speaks', case when (r ->> 'effect')::double precision < 0 then 'against' else 'for' end) order by place), '[]')
  from jsonb_array_elements(reasons) with ordinality x (r, place)
$$;

-- The predictions of a car, newest first, in the form of shared/contracts/passport.ts. For an operator without what tells an
-- audit car: probability, threshold, the weights of reasons, the lane.
create function private.car_predictions(car text, failed boolean) returns json
language sql stable security definer set search_path = ''
as $$
  select coalesce(json_agg(json_build_object('id', p.id, 'madeAt', p.created_at, 'deploymentId', d.id,
      'modelId', m.id, 'modelName', m.name, 'decision', p.decision, 'late', p.late,
      'threshold', case when e.engineer then d.threshold end,
      'probability', case when e.engineer then p.probability end,
      'lane', case when e.engineer then case when a.prediction_id is not null then 'audit' else 'model' end end,
      'reasons', case when e.engineer then p.reasons else private.plain_reasons(p.reasons) end,
      'operator', case when p.operator_decision is not null then json_build_object('decision', p.operator_decision,
        'reason', p.operator_reason, 'note', p.operator_note, 'at', p.operator_at) end,
      'outcome', case
        when failed is null then 'not_known'
        when failed and coalesce(p.operator_decision, p.decision) = 'long' then 'caught'
        when failed then 'escaped'
        when coalesce(p.operator_decision, p.decision) = 'long' then 'needless'
        else 'rightly_short' end)
      order by p.id desc), '[]')
  from (select private.is_engineer() as engineer) e, public.predictions p
  join public.deployments d on d.id = p.deployment_id
  join public.models m on m.id = d.model_id
  left join public.audit_lane a on a.prediction_id = p.id
  where p.knr = car and private.is_member()
$$;

-- All that the plant knows of a car, in the form of shared/contracts/passport.ts. Null for a car nobody has heard of.
create or replace function public.car_passport(knr text) returns json
language plpgsql stable set search_path = ''
as $$
begin
  perform private.require_member();
  return (
    select json_build_object(
      'knr', c.knr, 'model', c.model, 'color', c.color, 'engine', c.engine,
      'roadTestAt', c.road_test_at, 'roadTestEndedAt', c.road_test_ended_at, 'roadTestFailed', c.road_test_failed,
      'line', (select coalesce(json_agg(json_build_object('code', s.status, 'checkpoint', s.checkpoint, 'passedAt', s.passed_at,
          'minutes', s.minutes) order by s.passed_at, s.status), '[]')
        from (
          select e.status, e.checkpoint, e.passed_at, extract(epoch from
            e.passed_at - lag(e.passed_at) over (order by e.passed_at, e.status))::double precision / 60 as minutes
          from public.status_events e where e.knr = c.knr
        ) s),
      'failures', (select coalesce(json_agg(json_build_object('checkpoint', f.checkpoint, 'station', f.station, 'failure', f.failure,
          'failureGroup', f.failure_group, 'foundAt', f.found_at,
          'fromEntryOn', f.checkpoint in ('ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82') or coalesce(f.found_at >= c.road_test_at, false))
          order by f.found_at, f.failure), '[]')
        from public.failures f where f.knr = c.knr),
      'testGroups', (select coalesce(json_agg(json_build_object('testGroup', g.test_group, 'ok', g.ok, 'notOk', g.not_ok,
          'firstAt', g.first_at, 'lastAt', g.last_at) order by g.test_group), '[]')
        from (
          select t.test_group, sum(t.ok) as ok, sum(t.not_ok) as not_ok, min(t.first_at) as first_at, max(t.last_at) as last_at
          from public.test_results t where t.knr = c.knr group by t.test_group
        ) g),
      'testFailures', (select coalesce(json_agg(json_build_object('testGroup', t.test_group, 'name', t.name, 'unit', t.unit,
          'value', t.value, 'testedAt', t.tested_at) order by t.tested_at, t.name), '[]')
        from public.test_failures t where t.knr = c.knr),
      'predictions', private.car_predictions(c.knr, c.road_test_failed),
      'datasets', (select coalesce(json_agg(json_build_object('id', d.id, 'name', d.name, 'kind', d.kind, 'source', d.source,
          'review', d.review) order by d.id), '[]')
        from public.dataset_cars k join public.datasets d on d.id = k.dataset_id and d.status in ('loaded', 'removing')
        where k.knr = c.knr),
      'training', private.car_in_training(c))
    from public.cars c where c.knr = car_passport.knr);
end $$;


-- How the answers did, by week of the answer (`week`, plant time read as UTC) or by 1,000 cars in order (`cars`); of one model's
-- answers or of all. Each car counts once, by its decisive answer: the last one before its label was known. One pass counts
-- like cars together, everything else is sums of that. In the form of shared/contracts/performance.ts.
create function public.performance(by text, model_id bigint default null) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  engineer boolean := private.is_engineer();
begin
  perform private.require_member();
  if performance.by is null or performance.by not in ('week', 'cars') then
    perform private.refuse(400, 'invalid_field', 'by: one of week, cars.');
  end if;
  return (
    with decisive as (
      select distinct on (p.knr) p.id, p.created_at, p.deployment_id, p.probability::double precision as probability,
        p.decision, p.operator_decision, p.operator_reason, p.outcome
      from public.predictions p where not p.label_known order by p.knr, p.id desc
    ), answered as (
      select x.*, coalesce(x.operator_decision, x.decision) = 'long' as long,
        coalesce(x.probability >= d.threshold, true) as model_long, a.prediction_id is not null as audit,
        case when x.outcome is not null then 'known'
          when x.created_at < now() - make_interval(days => s.result_days) then 'never_tested' else 'pending' end as state,
        -- Monday to Sunday, counted from Monday 5 January 1970.
        case performance.by when 'week' then floor((extract(epoch from x.created_at)::double precision - 345600) / 604800)::bigint
          else (row_number() over (order by x.id) - 1) / 1000 end as period
      from decisive x
      join public.deployments d on d.id = x.deployment_id
      left join public.audit_lane a on a.prediction_id = x.id
      cross join public.plant_settings s
      where performance.model_id is null or d.model_id = performance.model_id
    ), counted as materialized (
      select a.period, a.long, a.model_long, a.audit, a.state, a.outcome, a.operator_decision, a.operator_reason,
        a.probability is not null as estimable, count(*) as n, min(a.created_at) as first_at, max(a.created_at) as last_at,
        sum(a.probability) as p, sum(a.probability * (1 - a.probability)) as v
      from answered a
      group by 1, 2, 3, 4, 5, 6, 7, 8, 9
    ), told as (
      -- The last row, without a period, is all of them.
      select c.period, min(c.first_at) as first_at, max(c.last_at) as last_at, json_build_object(
        'cars', sum(c.n),
        'known', coalesce(sum(c.n) filter (where c.state = 'known'), 0),
        'pending', coalesce(sum(c.n) filter (where c.state = 'pending'), 0),
        'neverTested', coalesce(sum(c.n) filter (where c.state = 'never_tested'), 0),
        'long', coalesce(sum(c.n) filter (where c.long), 0),
        'decided', json_build_object(
          'tp', coalesce(sum(c.n) filter (where c.long and c.outcome), 0),
          'fp', coalesce(sum(c.n) filter (where c.long and not c.outcome), 0),
          'fn', coalesce(sum(c.n) filter (where not c.long and c.outcome), 0),
          'tn', coalesce(sum(c.n) filter (where not c.long and not c.outcome), 0)),
        'model', case when engineer then json_build_object(
          'tp', coalesce(sum(c.n) filter (where c.model_long and c.outcome), 0),
          'fp', coalesce(sum(c.n) filter (where c.model_long and not c.outcome), 0),
          'fn', coalesce(sum(c.n) filter (where not c.model_long and c.outcome), 0),
          'tn', coalesce(sum(c.n) filter (where not c.model_long and not c.outcome), 0)) end,
        'audit', case when engineer then json_build_object(
          'cars', coalesce(sum(c.n) filter (where c.audit and c.long), 0),
          'known', coalesce(sum(c.n) filter (where c.audit and c.long and c.state = 'known'), 0),
          'failures', coalesce(sum(c.n) filter (where c.audit and c.long and c.outcome), 0)) end,
        'estimated', json_build_object(
          'cars', coalesce(sum(c.n) filter (where c.estimable), 0),
          'tp', coalesce(sum(c.p) filter (where c.estimable and c.long), 0),
          'fp', coalesce(sum(c.n - c.p) filter (where c.estimable and c.long), 0),
          'fn', coalesce(sum(c.p) filter (where c.estimable and not c.long), 0),
          'tn', coalesce(sum(c.n - c.p) filter (where c.estimable and not c.long), 0),
          'longVariance', coalesce(sum(c.v) filter (where c.estimable and c.long), 0),
          'shortVariance', coalesce(sum(c.v) filter (where c.estimable and not c.long), 0))) as counts
      from counted c group by grouping sets ((c.period), ())
    )
    select json_build_object(
      'by', performance.by,
      'periods', coalesce((
        select json_agg(json_build_object('period', t.period, 'firstAt', t.first_at, 'lastAt', t.last_at, 'counts', t.counts)
          order by t.period)
        from told t where t.period is not null), '[]'),
      'total', (select t.counts from told t where t.period is null and t.first_at is not null),
      'overrides', coalesce((
        select json_agg(json_build_object('decision', o.operator_decision, 'reason', o.operator_reason, 'cars', o.cars,
          'known', o.known, 'operatorRight', o.operator_right) order by o.cars desc, o.operator_reason, o.operator_decision)
        from (
          select c.operator_decision, c.operator_reason, sum(c.n) as cars,
            coalesce(sum(c.n) filter (where c.outcome is not null), 0) as known,
            coalesce(sum(c.n) filter (where c.outcome = (c.operator_decision = 'long')), 0) as operator_right
          from counted c where c.operator_decision is not null group by 1, 2
        ) o), '[]'),
      -- Each stands at the last period that had begun before it; the newest 200.
      'marks', coalesce((
        select json_agg(json_build_object('kind', k.kind, 'id', k.id, 'name', k.name, 'at', k.at, 'period', k.period)
          order by k.at, k.kind, k.id)
        from (
          select m.*, (
            select max(t.period) from told t where t.period is not null and t.first_at <= m.at) as period
          from (
            select 'deployment' as kind, d.id, o.name, d.created_at as at
            from public.deployments d join public.models o on o.id = d.model_id
            where performance.model_id is null or d.model_id = performance.model_id
            union all
            select 'load', d.id, d.name, d.finished_at from public.datasets d where d.status = 'loaded' and d.finished_at is not null
            order by at desc limit 200
          ) m
        ) k where k.period is not null), '[]')));
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace
    and p.proname in ('audit_cars', 'record_predictions', 'override_decision', 'performance') loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end $$;
grant execute on function public.record_predictions(bigint, jsonb), public.override_decision(bigint, text, text, text),
  public.performance(text, bigint) to authenticated;
