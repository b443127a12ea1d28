-- What people and programs may do beyond reading: every change goes through one of these functions.

create function public.request_training_run(cause text default 'http', parameters jsonb default '{}')
returns public.training_runs
language plpgsql security definer set search_path = ''
as $$
declare
  run public.training_runs;
  active bigint;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can create a model.');
  end if;
  insert into public.training_runs (cause, parameters, requested_by)
  values (request_training_run.cause, request_training_run.parameters, auth.uid())
  on conflict ((true)) where status in ('queued', 'running') do nothing
  returning * into run;
  if run.id is null then
    select r.id into active from public.training_runs r where r.status in ('queued', 'running');
    perform private.refuse(409, 'run_in_progress', format('Training run %s is in progress; only one runs at a time.', active));
  end if;
  return run;
end $$;

create function public.cancel_training_run(run_id bigint) returns public.training_runs
language plpgsql security definer set search_path = ''
as $$
declare
  run public.training_runs;
begin
  if not private.is_engineer() then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can cancel a training run.');
  end if;
  update public.training_runs r
  set cancel_requested = true,
    status = case when r.status = 'queued' then 'cancelled' else r.status end,
    finished_at = case when r.status = 'queued' then now() else r.finished_at end
  where r.id = run_id and r.status in ('queued', 'running') returning * into run;
  if run.id is null then
    perform 1 from public.training_runs r where r.id = run_id;
    if not found then perform private.refuse(404, 'not_found', format('There is no training run %s.', run_id)); end if;
    perform private.refuse(409, 'run_not_active', format('Training run %s is already over.', run_id));
  end if;
  return run;
end $$;

-- Puts a model in use, with the newest comparison against the model that was in use frozen into the deployment.
create function public.deploy_model(model_id bigint, reason text) returns public.deployments
language plpgsql security definer set search_path = ''
as $$
declare
  model public.models;
  current_model bigint;
  deployment public.deployments;
begin
  if auth.uid() is null then
    perform private.refuse(403, 'person_required', 'Only a signed-in person can put a model in use.');
  end if;
  if coalesce(private.member_role() not in ('engineer', 'admin'), true) then
    perform private.refuse(403, 'not_allowed', 'Only an engineer or an admin can put a model in use.');
  end if;
  if length(btrim(coalesce(reason, ''))) < 3 then
    perform private.refuse(400, 'reason_missing', 'Say why, in at least three letters: the reason is kept with the deployment.');
  end if;
  -- One deployment at a time: the second of two people sees the first one's.
  lock table public.deployments in share row exclusive mode;
  select * into model from public.models m where m.id = deploy_model.model_id;
  if model.id is null then
    perform private.refuse(404, 'not_found', format('There is no model %s.', deploy_model.model_id));
  end if;
  select d.model_id into current_model from public.deployments d order by d.id desc limit 1;
  if current_model = model.id then
    perform private.refuse(409, 'already_in_use', format('Model %s is already in use.', model.id));
  end if;
  insert into public.deployments (model_id, threshold, deployed_by, reason, comparison)
  values (model.id, model.threshold, auth.uid(), btrim(reason), (
    select e.result from public.evaluations e
    where e.model_id = model.id and e.against_id is not distinct from current_model
    order by e.id desc limit 1))
  returning * into deployment;
  return deployment;
end $$;

-- service_role passes row-level security by; these triggers it does not.
create function private.guard_deployment() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op <> 'INSERT' then
    perform private.refuse(403, 'not_allowed', 'Deployments are append-only.');
  end if;
  if auth.uid() is null or new.deployed_by is distinct from auth.uid()
    or coalesce(private.member_role() not in ('engineer', 'admin'), true) then
    perform private.refuse(403, 'person_required', 'Only a signed-in engineer or admin can put a model in use.');
  end if;
  return new;
end $$;
create trigger deployment_guard before insert or update or delete on public.deployments
  for each row execute function private.guard_deployment();
create trigger deployment_guard_truncate before truncate on public.deployments
  for each statement execute function private.guard_deployment();

-- All that `predict` needs in one round trip: the newest deployment with its model, and the cars' features.
create function public.predict_input(knrs text[]) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return json_build_object(
    'deployment', (
      select json_build_object('id', d.id, 'threshold', d.threshold, 'modelId', m.id, 'name', m.name,
        'storagePath', m.storage_path, 'sha256', m.sha256, 'inputs', m.inputs, 'importance', m.importance, 'typical', m.typical)
      from public.deployments d join public.models m on m.id = d.model_id order by d.id desc limit 1),
    'cars', coalesce((
      select json_agg(to_jsonb(f) - 'as_of' - 'updated_at') from public.car_features f where f.knr = any (knrs)), '[]'));
end $$;

create function public.record_predictions(deployment_id bigint, answers jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  insert into public.predictions (knr, deployment_id, probability, decision, reasons, requested_by)
  select a ->> 'knr', record_predictions.deployment_id, (a ->> 'probability')::real, a ->> 'decision',
    coalesce(a -> 'reasons', '[]'), auth.uid()
  from jsonb_array_elements(answers) a;
end $$;

-- Labelled cars of a window of road-test entries, newest first, as arrays in the order of `columns`: 26,000 cars as
-- objects would be 36 MB of JSON, as arrays they are 8 MB.
create function public.evaluation_cars(window_from timestamp, window_to timestamp, max_cars integer) returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return (
    select json_build_object(
      'columns', json_build_array('engine', 'color', 'failures_total', 'failures_zp5', 'failures_zp5a', 'failures_zp6',
        'failures_zp61', 'failures_zp62', 'failures_cab', 'failures_zp7', 'failures_elsewhere',
        'failures_group_1', 'failures_group_2', 'failures_group_4', 'failures_group_5',
        'failures_group_133', 'failures_group_137', 'failures_group_140', 'failures_group_9830946',
        'failures_group_none', 'failures_group_multivalue', 'hours_since_last_failure', 'status_events',
        'status_repeated', 'hours_on_line', 'minutes_zp5_to_zp5a', 'minutes_zp5a_to_zp61',
        'minutes_zp61_to_zp6', 'minutes_zp6_to_cab', 'minutes_cab_to_zp7', 'tests_ok_1', 'tests_not_ok_1',
        'tests_ok_2', 'tests_not_ok_2', 'tests_ok_718', 'tests_not_ok_718', 'value_mean_nm', 'value_sd_nm',
        'value_mean_grad', 'value_sd_grad', 'value_mean_min', 'value_sd_min', 'value_mean_percent',
        'value_sd_percent', 'value_mean_mm', 'value_sd_mm', 'value_mean_v', 'value_sd_v', 'last_point_hour',
        'last_point_weekday'),
      'knr', coalesce(json_agg(f.knr), '[]'),
      'label', coalesce(json_agg(case when f.road_test_failed then 1 else 0 end), '[]'),
      'enteredAt', coalesce(json_agg(f.road_test_at), '[]'),
      'rows', coalesce(json_agg(json_build_array(f.engine, f.color, f.failures_total, f.failures_zp5, f.failures_zp5a, f.failures_zp6,
        f.failures_zp61, f.failures_zp62, f.failures_cab, f.failures_zp7, f.failures_elsewhere,
        f.failures_group_1, f.failures_group_2, f.failures_group_4, f.failures_group_5,
        f.failures_group_133, f.failures_group_137, f.failures_group_140, f.failures_group_9830946,
        f.failures_group_none, f.failures_group_multivalue, f.hours_since_last_failure, f.status_events,
        f.status_repeated, f.hours_on_line, f.minutes_zp5_to_zp5a, f.minutes_zp5a_to_zp61,
        f.minutes_zp61_to_zp6, f.minutes_zp6_to_cab, f.minutes_cab_to_zp7, f.tests_ok_1, f.tests_not_ok_1,
        f.tests_ok_2, f.tests_not_ok_2, f.tests_ok_718, f.tests_not_ok_718, f.value_mean_nm, f.value_sd_nm,
        f.value_mean_grad, f.value_sd_grad, f.value_mean_min, f.value_sd_min, f.value_mean_percent,
        f.value_sd_percent, f.value_mean_mm, f.value_sd_mm, f.value_mean_v, f.value_sd_v, f.last_point_hour,
        f.last_point_weekday)), '[]'))
    from (
      select c.road_test_failed, c.road_test_at, f.*
      from public.cars c join public.car_features f using (knr)
      where c.road_test_failed is not null
        and c.road_test_at >= coalesce(window_from, '-infinity') and c.road_test_at < coalesce(window_to, 'infinity')
      order by c.road_test_at desc, c.knr limit max_cars
    ) f);
end $$;

-- The main facts of a car, for the screen beside the prediction. Null for a car nobody has heard of.
create function public.car_facts(car text) returns json
language sql stable set search_path = ''
as $$
  select json_build_object(
    'knr', c.knr, 'model', c.model, 'color', c.color, 'engine', c.engine,
    'roadTestAt', c.road_test_at, 'roadTestFailed', c.road_test_failed,
    'failures', (select coalesce(json_agg(x order by x."foundAt" desc), '[]') from (
      select f.checkpoint, f.failure, f.failure_group as "failureGroup", f.found_at as "foundAt"
      from public.failures f where f.knr = c.knr order by f.found_at desc limit 50) x),
    'lastPoint', (select json_build_object('status', s.status, 'checkpoint', s.checkpoint, 'passedAt', s.passed_at)
      from public.status_events s where s.knr = c.knr order by s.passed_at desc limit 1),
    'testFailures', (select coalesce(json_agg(x order by x."testedAt" desc), '[]') from (
      select t.test_group as "testGroup", t.name, t.unit, t.value, t.tested_at as "testedAt"
      from public.test_failures t where t.knr = c.knr order by t.tested_at desc limit 50) x))
  from public.cars c where c.knr = car
$$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in
    ('request_training_run', 'cancel_training_run', 'deploy_model', 'predict_input', 'record_predictions', 'evaluation_cars', 'car_facts') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
