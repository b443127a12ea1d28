-- The inbox and the list of rejections as they were, at less cost: 50 candidates and 50 rejected challengers that scored 400
-- of 20,000 predictions each, every model with 16,000 cars that it learned from, results of 34 kB (two busy cores). `inbox` took
-- 190 ms and takes 30, `rejections` took 2.3 to 4.4 s and takes 0.35: what is left is to unpack 800,000 numbers of cars.

-- As in 20261124200200_retrain_policy.sql, but that a result, of which curves make some ten kB, is unpacked once.
create or replace function private.comparison_in_short(evaluation bigint) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_build_object('id', e.id, 'at', e.created_at, 'cars', r."window" -> 'cars', 'failures', r."window" -> 'failures',
    'seenInTraining', r."seenInTraining", 'verdict', r.comparison -> 'verdict')
  from public.evaluations e
  cross join lateral jsonb_to_record(e.result) r ("window" jsonb, "seenInTraining" jsonb, comparison jsonb)
  where e.id = evaluation
$$;

-- Reads the candidates once, not once more for each.
create or replace function public.inbox() returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  in_use bigint := (select d.model_id from public.deployments d order by d.id desc limit 1);
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return json_build_object(
    'inUse', (select json_build_object('id', m.id, 'name', m.name) from public.models m where m.id = in_use),
    'candidates', coalesce((
      select json_agg(json_build_object(
        'modelId', c.model_id, 'name', m.name, 'createdAt', c.created_at, 'waiting', c.waiting, 'answer', c.answer, 'until', c.until,
        'newer', c.newer,
        'run', (select json_build_object('id', r.id, 'cause', r.cause, 'causes', r.causes, 'news', r.news,
            'person', case when private.is_engineer() then u.email end)
          from public.training_runs r left join auth.users u on u.id = r.requested_by where r.id = m.training_run_id),
        'comparison', (select private.comparison_in_short(max(e.id)) from public.evaluations e
          where e.model_id = c.model_id and e.against_id = in_use),
        'refused', (select json_build_object('code', x.code, 'details', x.details) from public.refused_comparisons x
          where x.model_id = c.model_id and x.against_id = in_use)) order by c.model_id desc)
      from (
        select k.*, nullif(max(k.model_id) over (), k.model_id) as newer
        from public.candidates k where k.answer is distinct from 'reject') c
      join public.models m on m.id = c.model_id), '[]'));
end $$;

-- What `live_pairs` gives (20261124190400_challenger.sql), counted for all rejected candidates at once: each snapshot's cars are
-- unpacked once, and no pairs are written as JSON to be read again. Of all pairs: `live_pairs` stops at the newest 26,000.
create or replace function public.rejections() returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  return coalesce((
    with rejected as materialized (
      select m.id, m.name, m.threshold, m.snapshot_id, o.snapshot_id as other_snapshot_id, a.id as answer_id, a.reason,
        a.created_at, a.answered_by, a.against_id, a.evaluation_id,
        greatest(case when s.snapshot_id is null then m.holdout_from end,
          case when os.snapshot_id is null then o.holdout_from end) as entered_before
      from public.candidates c join public.models m on m.id = c.model_id
      join lateral (
        select * from public.candidate_answers x where x.model_id = c.model_id order by x.id desc limit 1) a on true
      left join public.models o on o.id = a.against_id
      left join public.snapshot_cars s on s.snapshot_id = m.snapshot_id
      left join public.snapshot_cars os on os.snapshot_id = o.snapshot_id
      where c.answer = 'reject'
    ), pairs as materialized (
      select distinct on (r.id, p.knr) r.id, r.snapshot_id, r.other_snapshot_id, p.knr, c.road_test_failed as failed,
        s.probability::float8 >= r.threshold as mine, p.probability::float8 >= d.threshold as other
      from rejected r
      join public.challenger_scores s on s.model_id = r.id
      join public.predictions p on p.id = s.prediction_id
      join public.deployments d on d.id = p.deployment_id and d.model_id = r.against_id
      join public.cars c on c.knr = p.knr
      where s.probability is not null and p.probability is not null and c.road_test_failed is not null
        and coalesce(c.road_test_at >= r.entered_before, true)
      order by r.id, p.knr, coalesce(p.created_at at time zone 'utc' < c.road_test_at, true) desc, p.id desc
    ), seen as materialized (
      select s.snapshot_id, k.knr from public.snapshot_cars s, unnest(s.learned) k (knr)
      where s.snapshot_id in (select x.snapshot_id from pairs x union select x.other_snapshot_id from pairs x)
        and k.knr in (select x.knr from pairs x)
    ), live as (
      select x.id, count(*) as known, count(*) filter (where x.failed) as failures,
        count(*) filter (where x.failed and x.mine) as caught, count(*) filter (where x.failed and x.other) as caught_by_other,
        count(*) filter (where x.mine) as long_tests, count(*) filter (where x.other) as long_tests_of_other
      from pairs x
      where not exists (select from seen s where s.snapshot_id = x.snapshot_id and s.knr = x.knr)
        and not exists (select from seen s where s.snapshot_id = x.other_snapshot_id and s.knr = x.knr)
      group by x.id
    )
    select json_agg(json_build_object(
      'modelId', r.id, 'name', r.name, 'reason', r.reason, 'at', r.created_at,
      'person', case when private.is_engineer() then u.email end,
      'againstId', r.against_id, 'comparison', private.comparison_in_short(r.evaluation_id),
      'live', case when exists (select from public.challenger_scores s where s.model_id = r.id) then
        json_build_object('known', coalesce(l.known, 0), 'failures', coalesce(l.failures, 0), 'caught', coalesce(l.caught, 0),
          'caughtByOther', coalesce(l.caught_by_other, 0), 'longTests', coalesce(l.long_tests, 0),
          'longTestsOfOther', coalesce(l.long_tests_of_other, 0)) end)
      order by r.answer_id desc)
    from rejected r left join live l on l.id = r.id left join auth.users u on u.id = r.answered_by), '[]');
end $$;
