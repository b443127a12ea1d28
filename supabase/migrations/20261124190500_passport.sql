-- Where facts come from: all that is known of a car, whether the model in use learned from it, and of a model the run, the
-- files and the cars behind it. Read with the rights of whoever asks; who is no member is refused instead of being told
-- that a car is unknown.

create function private.require_member() returns void
language plpgsql stable set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
end $$;

-- Was the car in the training data of the model in use? Null while none is in use; not known of a model from elsewhere, or
-- made before snapshots kept their cars.
create function private.car_in_training(car public.cars) returns json
language sql stable set search_path = ''
as $$
  select json_build_object('modelId', m.id, 'modelName', m.name,
    'part', coalesce(p.part, case when x.reason is not null then 'excluded'
      when car.road_test_at <= n.period_to then 'not_labelled' else 'later' end),
    'reason', x.reason,
    'dataset', (select json_build_object('id', d.id, 'name', d.name) from public.datasets d where d.id = x.dataset_id))
  from (select d.model_id from public.deployments d order by d.id desc limit 1) u
  join public.models m on m.id = u.model_id
  left join public.snapshots n on n.id = m.snapshot_id
  left join public.snapshot_cars s on s.snapshot_id = m.snapshot_id
  cross join lateral (
    select case when s.snapshot_id is null then 'not_known' when car.knr = any (s.learned) then 'learned'
      when car.knr = any (s.held_out) then 'held_out' end as part
    -- Looked through once, however often it is asked.
    offset 0
  ) p
  left join lateral (
    select e ->> 'reason' as reason, (e ->> 'datasetId')::bigint as dataset_id
    from jsonb_path_query_first(s.excluded, '$[*] ? (@.knr == $knr)', jsonb_build_object('knr', car.knr)) e
    where p.part is null
  ) x on true
$$;

-- All that the plant knows of a car, in the form of shared/contracts/passport.ts. Null for a car nobody has heard of.
create function public.car_passport(knr text) returns json
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
      'predictions', (select coalesce(json_agg(json_build_object('id', p.id, 'madeAt', p.created_at, 'deploymentId', d.id,
          'modelId', m.id, 'modelName', m.name, 'threshold', d.threshold, 'probability', p.probability, 'decision', p.decision,
          'reasons', p.reasons,
          'outcome', case
            when c.road_test_failed is null then 'not_known'
            when c.road_test_failed and p.decision = 'long' then 'caught'
            when c.road_test_failed then 'escaped'
            when p.decision = 'long' then 'needless'
            else 'rightly_short' end)
          order by p.id desc), '[]')
        from public.predictions p join public.deployments d on d.id = p.deployment_id join public.models m on m.id = d.model_id
        where p.knr = c.knr),
      'datasets', (select coalesce(json_agg(json_build_object('id', d.id, 'name', d.name, 'kind', d.kind, 'source', d.source,
          'review', d.review) order by d.id), '[]')
        from public.dataset_cars k join public.datasets d on d.id = k.dataset_id and d.status in ('loaded', 'removing')
        where k.knr = c.knr),
      'training', private.car_in_training(c))
    from public.cars c where c.knr = car_passport.knr);
end $$;

-- What a model was made of, in the form of shared/contracts/lineage.ts. Null for a model that does not exist; of a model
-- from elsewhere the run, the snapshot and the cars are null.
create function public.model_lineage(model_id bigint) returns json
language plpgsql stable set search_path = ''
as $$
begin
  perform private.require_member();
  return (
    select json_build_object(
      'modelId', m.id, 'parameters', m.parameters,
      'run', case when r.id is not null then json_build_object('id', r.id, 'cause', r.cause,
        'person', public.training_run_person(r.id), 'startedAt', r.started_at, 'finishedAt', r.finished_at,
        'seconds', extract(epoch from r.finished_at - r.started_at)::double precision, 'told', r.parameters) end,
      'search', case when r.search is not null then json_build_object('trials', jsonb_array_length(r.search -> 'trials'),
        'chosen', r.search -> 'chosen', 'defaultsKept', r.search -> 'defaultsKept') end,
      'snapshot', case when n.id is not null then json_build_object('id', n.id, 'sha256', n.sha256, 'cars', n.cars,
        'failures', n.failures, 'periodFrom', n.period_from, 'periodTo', n.period_to, 'holdoutFrom', n.holdout_from) end,
      'cars', case when s.snapshot_id is not null then json_build_object('learned', cardinality(s.learned),
        'heldOut', cardinality(s.held_out), 'excluded', jsonb_array_length(s.excluded)) end,
      -- As it was then, and what has become of it.
      'datasets', (select coalesce(json_agg((k || jsonb_build_object('status', d.status)) order by (k -> 'id')), '[]')
        from jsonb_array_elements(s.datasets) k left join public.datasets d on d.id = (k ->> 'id')::bigint),
      'excludedBy', (select coalesce(json_agg(json_build_object('datasetId', g.dataset_id, 'name', d.name, 'kind', d.kind,
          'reason', g.reason, 'cars', g.cars) order by g.dataset_id), '[]')
        from (
          select (x ->> 'datasetId')::bigint as dataset_id, x ->> 'reason' as reason, count(*) as cars
          from jsonb_array_elements(s.excluded) x group by 1, 2
        ) g left join public.datasets d on d.id = g.dataset_id))
    from public.models m
    left join public.training_runs r on r.id = m.training_run_id
    left join public.snapshots n on n.id = m.snapshot_id
    left join public.snapshot_cars s on s.snapshot_id = m.snapshot_id
    where m.id = model_lineage.model_id);
end $$;

-- One page of the cars of a part of a model's snapshot, ascending. Null where nobody knows which they were. The arrays are
-- sorted: a page is a slice, and only its cars are looked up.
create function public.model_cars(model_id bigint, part text, page integer default 1, page_size integer default 50) returns json
language plpgsql stable set search_path = ''
as $$
declare
  first_place bigint := (page::bigint - 1) * page_size + 1;
  last_place bigint := page::bigint * page_size;
  total integer;
  knrs text[];
  reasons text[];
  dataset_ids bigint[];
begin
  perform private.require_member();
  if part is null or part not in ('learned', 'held_out', 'excluded') then
    perform private.refuse(400, 'invalid_field', 'part: one of learned, held_out, excluded.');
  end if;
  if page is null or page not between 1 and 1000000 then
    perform private.refuse(400, 'invalid_field', 'page: from 1 on.');
  end if;
  if page_size is null or page_size not between 1 and 5000 then
    perform private.refuse(400, 'invalid_field', 'page_size: from 1 to 5000.');
  end if;
  if part = 'excluded' then
    select jsonb_array_length(s.excluded), x.knrs, x.reasons, x.dataset_ids into total, knrs, reasons, dataset_ids
    from public.models m join public.snapshot_cars s on s.snapshot_id = m.snapshot_id, lateral (
      select array_agg(e ->> 'knr' order by o) as knrs, array_agg(e ->> 'reason' order by o) as reasons,
        array_agg((e ->> 'datasetId')::bigint order by o) as dataset_ids
      from jsonb_array_elements(jsonb_path_query_array(s.excluded, '$[$from to $to]',
        jsonb_build_object('from', least(first_place - 1, 2147483646), 'to', least(last_place - 1, 2147483646)))) with ordinality as u (e, o)
    ) x
    where m.id = model_cars.model_id;
  else
    select cardinality(p.cars), p.cars[least(first_place, 2147483647)::integer : least(last_place, 2147483647)::integer] into total, knrs
    from public.models m join public.snapshot_cars s on s.snapshot_id = m.snapshot_id,
      lateral (select case part when 'learned' then s.learned else s.held_out end as cars) p
    where m.id = model_cars.model_id;
  end if;
  if total is null then return null; end if;
  return json_build_object('total', total, 'cars', (
    select coalesce(json_agg(json_build_object('knr', k.knr, 'failed', c.road_test_failed, 'roadTestAt', c.road_test_at,
      'engine', c.engine, 'color', c.color, 'reason', k.reason, 'datasetId', k.dataset_id) order by k.place), '[]')
    from unnest(knrs, reasons, dataset_ids) with ordinality as k (knr, reason, dataset_id, place)
    left join public.cars c on c.knr = k.knr));
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in
    ('car_passport', 'model_lineage', 'model_cars') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
