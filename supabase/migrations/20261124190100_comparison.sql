-- A fair comparison: on cars that neither model learned from, each car with where its last failure before the road test
-- was found. docs/decisions/0018.

-- What models learned from, taken together. A model whose snapshot names its cars learned from those; one that brings only
-- a holdout, from any car that entered before it; one that brings neither, perhaps from every car.
create function private.learned_by(
  models bigint[], out learned text[], out entered_before timestamp, out unknown boolean
)
language sql stable set search_path = ''
as $$
  select
    (select array_agg(distinct k.knr) from public.snapshot_cars s, unnest(s.learned) k (knr)
      where s.snapshot_id in (select m.snapshot_id from public.models m where m.id = any (models))),
    max(m.holdout_from) filter (where s.snapshot_id is null),
    coalesce(bool_or(s.snapshot_id is null and m.holdout_from is null), false)
  from public.models m left join public.snapshot_cars s using (snapshot_id)
  where m.id = any (models)
$$;

-- Labelled cars of a window of road-test entries, newest first, as arrays in the catalogue's order, which is generated.
-- With `unseen`, only those that the models did not learn from; of a model of which nobody knows, the newest fifth of the
-- labelled cars, which it may have seen. `seen`: whether any of the cars may have been learned from.
-- The values are told where the row is read: of rows that are passed on, 26,000 cars take twice as long. Cars learned from
-- are a hashed subplan, because the index of entries then gives the newest cars without reading all.
drop function public.evaluation_cars(timestamp, timestamp, integer);
create function public.evaluation_cars(
  window_from timestamp, window_to timestamp, max_cars integer, models bigint[] default '{}', unseen boolean default false
) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  known record;
  begins timestamp := coalesce(window_from, '-infinity');
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  select * into known from private.learned_by(models);
  if unseen then
    begins := greatest(begins, known.entered_before, case when known.unknown then private.newest_fifth() end);
  end if;
  return (
    select json_build_object(
      'columns', private.feature_names(),
      'from', nullif(begins, '-infinity'),
      'seen', coalesce(known.unknown or bool_or(x.seen), false),
      'knr', coalesce(json_agg(x.knr), '[]'),
      'label', coalesce(json_agg(case when x.road_test_failed then 1 else 0 end), '[]'),
      'enteredAt', coalesce(json_agg(x.road_test_at), '[]'),
      'checkpoint', coalesce(json_agg(coalesce(x.checkpoint, '')), '[]'),
      'rows', coalesce(json_agg(x.features), '[]'))
    from (
      select c.knr, c.road_test_failed, c.road_test_at, private.feature_values(f) as features,
        (c.knr in (select unnest(known.learned)) or c.road_test_at < coalesce(known.entered_before, '-infinity')) as seen,
        (select e.checkpoint from public.failures e
          where e.knr = c.knr and e.found_at < c.road_test_at and e.checkpoint not in ('ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82')
          order by e.found_at desc, e.checkpoint limit 1) as checkpoint
      from public.cars c join public.car_features f using (knr)
      where c.road_test_failed is not null
        and c.road_test_at >= begins and c.road_test_at < coalesce(window_to, 'infinity')
        and (not unseen or c.knr not in (select unnest(known.learned)))
      order by c.road_test_at desc, c.knr limit max_cars
    ) x);
end $$;

-- From when on the newest fifth of the labelled cars entered; null without any.
create function private.newest_fifth() returns timestamp
language sql stable set search_path = ''
as $$
  select c.road_test_at from public.cars c where c.road_test_failed is not null and c.road_test_at is not null
  order by c.road_test_at desc
  limit 1 offset (
    select greatest(ceil(count(*) * 0.2)::bigint - 1, 0) from public.cars n
    where n.road_test_failed is not null and n.road_test_at is not null)
$$;

-- The smallest window of the newest labelled cars that has enough of them and a failure, for a refusal to offer: null when
-- the plant has none. `to` is left out: it ends with the newest car.
create function public.evaluation_offer(models bigint[], min_cars integer) returns json
language plpgsql stable security definer set search_path = ''
as $$
declare
  known record;
  begins timestamp;
begin
  if not private.is_member() then
    perform private.refuse(403, 'not_allowed', 'This account has no role in the plant.');
  end if;
  select * into known from private.learned_by(models);
  select least(
    (select c.road_test_at from public.cars c join public.car_features f using (knr)
      where c.road_test_failed is not null and c.road_test_at is not null
      order by c.road_test_at desc limit 1 offset min_cars - 1),
    (select c.road_test_at from public.cars c join public.car_features f using (knr)
      where c.road_test_failed and c.road_test_at is not null order by c.road_test_at desc limit 1))
    into begins;
  return (
    select json_build_object('from', begins, 'cars', count(*), 'failures', count(*) filter (where c.road_test_failed),
      'seenInTraining', known.unknown
        or coalesce(bool_or(c.knr = any (known.learned)), false) or begins < coalesce(known.entered_before, '-infinity'))
    from public.cars c join public.car_features f using (knr)
    where c.road_test_failed is not null and c.road_test_at >= begins
    having count(*) >= min_cars and bool_or(c.road_test_failed));
end $$;

-- What was found on cars at the road test: {"knr": ["text", …]}, each text once, in the order found.
create function public.road_test_failures(knrs text[]) returns json
language sql stable set search_path = ''
as $$
  select coalesce(json_object_agg(x.knr, x.failed), '{}') from (
    select t.knr, json_agg(t.failure order by t.found_at, t.failure) as failed from (
      select f.knr, f.failure, min(f.found_at) as found_at from public.failures f
      where f.knr = any (knrs) and f.checkpoint = 'ROD' group by f.knr, f.failure) t
    group by t.knr) x
$$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in
    ('evaluation_cars', 'evaluation_offer', 'road_test_failures') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
