-- The gate: cars that will come are answered ahead, what was typed without a connection is answered once and marked as late,
-- and the gate sees its last cars. docs/decisions/0025.

alter table public.predictions
  add column request_id uuid,
  add column asked_at timestamptz,
  add column ahead boolean not null default false,
  add constraint ahead_is_no_request check (not ahead or request_id is null);
comment on column public.predictions.request_id is 'Of the gate''s request: a second one with it gets the answer that was kept. Null: not asked at the gate.';
comment on column public.predictions.asked_at is 'When the number was typed, by the gate''s own clock.';
comment on column public.predictions.ahead is 'Asked before the car came to the gate.';
create unique index predictions_request on public.predictions (request_id) where request_id is not null;
create index predictions_of_gate on public.predictions (id desc) where request_id is not null;

-- A late answer was in nobody's hands when the car was tested: it is never decisive.
drop index public.predictions_decisive;
create index predictions_decisive on public.predictions (knr, id desc)
  include (created_at, deployment_id, probability, decision, operator_decision, operator_reason, outcome)
  where not label_known and not late;
do $$
declare
  was constant text := 'from public.predictions p where not p.label_known order by';
  made text := pg_get_functiondef('public.performance(text, bigint)'::regprocedure);
begin
  if strpos(made, was) = 0 then raise exception 'performance does not have: %', was; end if;
  execute replace(made, was, 'from public.predictions p where not p.label_known and not p.late order by');
end $$;

-- What a prediction was asked with.
create function private.asked_features(f public.car_features) returns jsonb
language sql stable set search_path = ''
as $$ select jsonb_strip_nulls(to_jsonb(f) - '{knr,as_of,last_failure_at,last_point_at,updated_at}'::text[]) $$;

-- A kept prediction in the form of shared/contracts/predict.ts. To an operator without what tells an audit car.
create function private.told_prediction(p public.predictions, engineer boolean) returns json
language sql stable set search_path = ''
as $$
  select json_build_object('id', p.id, 'knr', p.knr, 'decision', p.decision, 'tooLittleData', p.probability is null,
    'probability', case when engineer then p.probability end,
    'threshold', case when engineer then (select d.threshold from public.deployments d where d.id = p.deployment_id) end,
    'lane', case when engineer and p.probability is not null then
      case when exists (select from public.audit_lane a where a.prediction_id = p.id) then 'audit' else 'model' end end,
    'reasons', case when engineer then p.reasons else private.plain_reasons(p.reasons) end)
$$;

-- What was answered to a request, null before it was. A request that comes again, late, was not answered in time.
create function public.kept_answer(request_id uuid, late boolean) returns json
language plpgsql security definer set search_path = ''
as $$
declare
  kept public.predictions;
begin
  perform private.require_member();
  select * into kept from public.predictions p where p.request_id = kept_answer.request_id;
  if kept.id is null then return null; end if;
  if kept_answer.late and not kept.late then
    update public.predictions p set late = true where p.id = kept.id;
  end if;
  return (
    select json_build_object('model', json_build_object('id', m.id, 'name', m.name), 'deploymentId', d.id,
      'predictions', json_build_array(private.told_prediction(kept, private.is_engineer())), 'unknown', '[]'::json)
    from public.deployments d join public.models m on m.id = d.model_id where d.id = kept.deployment_id);
end $$;

-- Keeps answers and tells the number of each, by KNR. Features as they are some ms after `predict` read them. A long test below
-- the deployment's threshold is one of the audit lane if the car is drawn. Not kept, and without a number: a second answer to
-- the same request, and one ahead about a car that the gate has asked for, because the gate's own stands and can be overridden.
drop function public.record_predictions(bigint, jsonb);
create function public.record_predictions(deployment_id bigint, answers jsonb, asked jsonb default '{}') returns json
language plpgsql security definer set search_path = ''
as $$
declare
  numbers json;
  early boolean := coalesce((asked ->> 'ahead')::boolean, false);
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  with made as (
    insert into public.predictions (knr, deployment_id, probability, decision, reasons, requested_by, features,
      label_known, outcome, outcome_at, request_id, asked_at, late, ahead)
    select a ->> 'knr', record_predictions.deployment_id, (a ->> 'probability')::real, a ->> 'decision',
      coalesce(a -> 'reasons', '[]'), auth.uid(),
      case when a ->> 'probability' is not null then (
        select private.asked_features(f) from public.car_features f where f.knr = a ->> 'knr') end,
      c.road_test_failed is not null, c.road_test_failed, case when c.road_test_failed is not null then now() end,
      (asked ->> 'requestId')::uuid, least((asked ->> 'askedAt')::timestamptz, now()),
      coalesce((asked ->> 'late')::boolean, false), early
    from jsonb_array_elements(answers) a left join public.cars c on c.knr = a ->> 'knr'
    where not early or not exists (
      select from public.predictions g where g.knr = a ->> 'knr' and g.request_id is not null)
    on conflict (request_id) where request_id is not null do nothing
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

-- The gate's last cars, each once by its newest answer, newest first, in the form of shared/contracts/gate.ts.
create function public.gate_answers(most integer) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member();
  return (
    select coalesce(json_agg(json_build_object(
        'prediction', private.told_prediction(p, e.engineer), 'modelName', m.name,
        'at', p.created_at, 'askedAt', p.asked_at, 'late', p.late,
        -- Whether the operator may still decide otherwise, as override_decision says.
        'open', p.outcome is null and not p.late and coalesce(p.operator_by = auth.uid(), true)
          and not exists (select from public.predictions n where n.knr = p.knr and n.id > p.id),
        'operator', case when p.operator_decision is not null then json_build_object('id', p.id,
          'decision', p.operator_decision, 'reason', p.operator_reason, 'note', p.operator_note, 'at', p.operator_at) end)
      order by p.id desc), '[]')
    from (select private.is_engineer() as engineer) e, (
      select g.id from public.predictions g
      where g.request_id is not null and not exists (
        select from public.predictions n where n.knr = g.knr and n.id > g.id and n.request_id is not null)
      order by g.id desc limit least(greatest(gate_answers.most, 0), 100)
    ) last
    join public.predictions p on p.id = last.id
    join public.deployments d on d.id = p.deployment_id
    join public.models m on m.id = d.model_id);
end $$;

-- Cars that passed ZP7, the last point before the road test, and have neither entered it nor been asked for at the gate: the
-- newest `most` of the plant's last three days (a weekend), in order of arrival. The plant's clock is its newest status point, a
-- stamp of the future aside. Each with what was answered last by the model in use; fresh while it would be asked the same:
-- values are compared, because a load stamps its rows with when it began.
create function public.expected_cars(most integer) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member();
  return (
    with deployment as (
      select d.id, m.name from public.deployments d join public.models m on m.id = d.model_id order by d.id desc limit 1
    ), clock as (
      select max(n.last_point_at) as newest from public.car_features n
      where n.last_point_at < now() at time zone 'utc' + interval '1 day'
    ), waiting as materialized (
      select f.knr, s.arrived_at
      from clock
      join public.car_features f on f.last_point_at > clock.newest - interval '3 days' and f.last_point_at <= clock.newest
      cross join lateral (
        select max(s.passed_at) as arrived_at from public.status_events s where s.knr = f.knr and s.checkpoint = 'ZP7') s
      where f.as_of is null and s.arrived_at is not null
        and not exists (select from public.predictions g where g.knr = f.knr and g.request_id is not null)
      order by s.arrived_at desc, f.knr limit least(greatest(expected_cars.most, 0), 100)
    )
    select coalesce(json_agg(json_build_object('knr', w.knr, 'arrivedAt', w.arrived_at,
        'prediction', case when p.id is not null then private.told_prediction(p, private.is_engineer()) end,
        'modelName', d.name, 'answeredAt', p.created_at,
        'fresh', coalesce(case when p.features is null then p.created_at >= f.updated_at
          else p.features = private.asked_features(f) end, false))
      order by w.arrived_at, w.knr), '[]')
    from waiting w
    join public.car_features f on f.knr = w.knr
    left join deployment d on true
    left join lateral (
      select * from public.predictions x where x.knr = w.knr and x.deployment_id = d.id and not x.late order by x.id desc limit 1
    ) p on true);
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p
    where (p.pronamespace = 'public'::regnamespace and p.proname in ('kept_answer', 'record_predictions', 'gate_answers', 'expected_cars'))
      or (p.pronamespace = 'private'::regnamespace and p.proname in ('asked_features', 'told_prediction')) loop
    execute format('revoke execute on function %s from public, anon, authenticated', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end $$;
grant execute on function public.kept_answer(uuid, boolean), public.record_predictions(bigint, jsonb, jsonb),
  public.gate_answers(integer), public.expected_cars(integer) to authenticated;
