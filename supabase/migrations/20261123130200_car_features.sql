-- One row a car, as of its road-test entry: the only place where features are computed. Training and prediction read
-- the same rows. Columns are named as in shared/features/catalogue.ts; a test holds the two together.

create table public.car_features (
  knr text primary key references public.cars (knr),
  as_of timestamp,
  engine text not null default '',
  color text not null default '',
  failures_total real,
  failures_zp5 real,
  failures_zp5a real,
  failures_zp6 real,
  failures_zp61 real,
  failures_zp62 real,
  failures_cab real,
  failures_zp7 real,
  failures_elsewhere real,
  failures_group_1 real,
  failures_group_2 real,
  failures_group_4 real,
  failures_group_5 real,
  failures_group_133 real,
  failures_group_137 real,
  failures_group_140 real,
  failures_group_9830946 real,
  failures_group_none real,
  failures_group_multivalue real,
  hours_since_last_failure real,
  status_events real,
  status_repeated real,
  hours_on_line real,
  minutes_zp5_to_zp5a real,
  minutes_zp5a_to_zp61 real,
  minutes_zp61_to_zp6 real,
  minutes_zp6_to_cab real,
  minutes_cab_to_zp7 real,
  tests_ok_1 real,
  tests_not_ok_1 real,
  tests_ok_2 real,
  tests_not_ok_2 real,
  tests_ok_718 real,
  tests_not_ok_718 real,
  value_mean_nm real,
  value_sd_nm real,
  value_mean_grad real,
  value_sd_grad real,
  value_mean_min real,
  value_sd_min real,
  value_mean_percent real,
  value_sd_percent real,
  value_mean_mm real,
  value_sd_mm real,
  value_mean_v real,
  value_sd_v real,
  last_point_hour real,
  last_point_weekday real,
  updated_at timestamptz not null default now()
);
comment on column public.car_features.as_of is 'The road-test entry; null while the car has not entered: all that is known counts.';
alter table public.car_features enable row level security;
revoke all on public.car_features from anon, authenticated;
grant select on public.car_features to authenticated;
create policy "members read" on public.car_features for select to authenticated using ((select private.is_member()));

-- Sets entry and label of the given cars. The entry is the earliest sign of it: M710 or a failure at ROD; without
-- either, the point after it. The label is true with a failure at ROD; false once the car has left the road test
-- (M720, M800 at or after the entry) and the loaded failure exports cover all the time from its entry until then; else
-- unknown: without the failures of that time "no failure" would mean "not loaded". Exports that follow each other
-- within two hours cover the time between them.
create function private.refresh_labels(knrs text[]) returns void
language sql set search_path = ''
as $$
  with covered as (
    select lower(r) as from_at, upper(r) - interval '2 hours' as to_at
    from (
      select unnest(range_agg(tsrange(d.period_from, d.period_to + interval '2 hours', '[]'))) as r
      from public.datasets d where d.kind = 'failures' and d.status = 'loaded' and d.period_from is not null
    ) period
  ),
  failed as (
    select f.knr, min(f.found_at) as failed_at
    from public.failures f where f.knr = any (knrs) and f.checkpoint = 'ROD' group by f.knr
  ),
  entered as (
    select c.knr, x.failed_at, coalesce(
        least(min(s.passed_at) filter (where s.status = 'M710'), x.failed_at),
        min(s.passed_at) filter (where s.status in ('M720', 'M800'))) as entry_at
    from public.cars c
    left join failed x on x.knr = c.knr
    left join public.status_events s on s.knr = c.knr and s.status in ('M710', 'M720', 'M800')
    where c.knr = any (knrs)
    group by c.knr, x.failed_at
  ),
  departed as (
    select e.knr, min(s.passed_at) as left_at
    from entered e join public.status_events s on s.knr = e.knr and s.status in ('M720', 'M800') and s.passed_at >= e.entry_at
    group by e.knr
  ),
  fresh as (
    select e.knr, e.entry_at as road_test_at,
      case when e.failed_at is not null then true
        when exists (select from covered v where e.entry_at >= v.from_at and l.left_at <= v.to_at) then false
      end as road_test_failed
    from entered e left join departed l on l.knr = e.knr
  )
  update public.cars c
  set road_test_at = f.road_test_at, road_test_failed = f.road_test_failed, updated_at = now()
  from fresh f
  where f.knr = c.knr
    and (f.road_test_at, f.road_test_failed) is distinct from (c.road_test_at, c.road_test_failed)
$$;

-- Rows stamped at or after the entry, and rows at the road test or later places whatever their stamp, are never
-- features. An hour of results that is not wholly before the entry is left out, whatever was tested in it: else a test
-- after the entry would take the tests before it in the same hour out of the features.
create function private.refresh_features(knrs text[]) returns void
language sql set search_path = ''
as $$
  with car as (
    select c.knr, c.road_test_at, coalesce(c.road_test_at, 'infinity') as cut_at,
      coalesce(c.engine, '') as engine, coalesce(c.color, '') as color
    from public.cars c where c.knr = any (knrs)
  ),
  failure as (
    select f.knr, max(f.found_at) as last_at, count(*) as total,
      count(*) filter (where f.checkpoint = 'ZP5') as zp5,
      count(*) filter (where f.checkpoint = 'ZP5A') as zp5a,
      count(*) filter (where f.checkpoint in ('ZP6', 'ZP6 / ZP62')) as zp6,
      count(*) filter (where f.checkpoint = 'ZP61') as zp61,
      count(*) filter (where f.checkpoint = 'ZP62') as zp62,
      count(*) filter (where f.checkpoint = 'CAB') as cab,
      count(*) filter (where f.checkpoint = 'ZP7') as zp7,
      count(*) filter (where f.checkpoint not in ('ZP5', 'ZP5A', 'ZP6', 'ZP61', 'ZP62', 'CAB', 'ZP7', 'ZP6 / ZP62')) as elsewhere,
      count(*) filter (where f.failure_group = '1') as group_1,
      count(*) filter (where f.failure_group = '2') as group_2,
      count(*) filter (where f.failure_group = '4') as group_4,
      count(*) filter (where f.failure_group = '5') as group_5,
      count(*) filter (where f.failure_group = '133') as group_133,
      count(*) filter (where f.failure_group = '137') as group_137,
      count(*) filter (where f.failure_group = '140') as group_140,
      count(*) filter (where f.failure_group = '9830946') as group_9830946,
      count(*) filter (where f.failure_group = '-2') as group_none,
      count(*) filter (where f.failure_group = '#MULTIVALUE') as group_multivalue
    from public.failures f join car using (knr)
    where f.found_at < car.cut_at and f.checkpoint not in ('ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82')
    group by f.knr
  ),
  point as (
    select s.knr, min(s.passed_at) as first_at, max(s.passed_at) as last_at, count(*) as events,
      count(*) - count(distinct s.status) as repeated,
      min(s.passed_at) filter (where s.checkpoint = 'ZP5') as zp5,
      min(s.passed_at) filter (where s.checkpoint = 'ZP5A') as zp5a,
      min(s.passed_at) filter (where s.checkpoint = 'ZP6') as zp6,
      min(s.passed_at) filter (where s.checkpoint = 'ZP61') as zp61,
      min(s.passed_at) filter (where s.checkpoint = 'CAB') as cab,
      min(s.passed_at) filter (where s.checkpoint = 'ZP7') as zp7
    from public.status_events s join car using (knr)
    where s.passed_at < car.cut_at and coalesce(s.checkpoint, '') not in ('ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82')
    group by s.knr
  ),
  unit_sum as (
    select r.knr, r.test_group, r.unit, sum(r.ok) as ok, sum(r.not_ok) as not_ok, sum(r.value_count) as n,
      sum(r.value_sum) as total, sum(r.value_sum_sq) as squares
    from public.test_results r join car using (knr)
    where r.hour + interval '1 hour' <= car.cut_at
    group by r.knr, r.test_group, r.unit
  ),
  result as (
    select u.knr,
      coalesce(sum(u.ok) filter (where u.test_group = 1), 0) as ok_1,
      coalesce(sum(u.not_ok) filter (where u.test_group = 1), 0) as not_ok_1,
      coalesce(sum(u.ok) filter (where u.test_group = 2), 0) as ok_2,
      coalesce(sum(u.not_ok) filter (where u.test_group = 2), 0) as not_ok_2,
      coalesce(sum(u.ok) filter (where u.test_group = 718), 0) as ok_718,
      coalesce(sum(u.not_ok) filter (where u.test_group = 718), 0) as not_ok_718,
      sum(u.n) filter (where u.unit = 'Nm') as n_nm,
      sum(u.total) filter (where u.unit = 'Nm') as sum_nm,
      sum(u.squares) filter (where u.unit = 'Nm') as sq_nm,
      sum(u.n) filter (where u.unit = 'Grad') as n_grad,
      sum(u.total) filter (where u.unit = 'Grad') as sum_grad,
      sum(u.squares) filter (where u.unit = 'Grad') as sq_grad,
      sum(u.n) filter (where u.unit = 'min') as n_min,
      sum(u.total) filter (where u.unit = 'min') as sum_min,
      sum(u.squares) filter (where u.unit = 'min') as sq_min,
      sum(u.n) filter (where u.unit = '%') as n_percent,
      sum(u.total) filter (where u.unit = '%') as sum_percent,
      sum(u.squares) filter (where u.unit = '%') as sq_percent,
      sum(u.n) filter (where u.unit = 'mm') as n_mm,
      sum(u.total) filter (where u.unit = 'mm') as sum_mm,
      sum(u.squares) filter (where u.unit = 'mm') as sq_mm,
      sum(u.n) filter (where u.unit = 'V') as n_v,
      sum(u.total) filter (where u.unit = 'V') as sum_v,
      sum(u.squares) filter (where u.unit = 'V') as sq_v
    from unit_sum u group by u.knr
  )
  insert into public.car_features as old (
    knr, as_of,
    engine,
    color,
    failures_total,
    failures_zp5,
    failures_zp5a,
    failures_zp6,
    failures_zp61,
    failures_zp62,
    failures_cab,
    failures_zp7,
    failures_elsewhere,
    failures_group_1,
    failures_group_2,
    failures_group_4,
    failures_group_5,
    failures_group_133,
    failures_group_137,
    failures_group_140,
    failures_group_9830946,
    failures_group_none,
    failures_group_multivalue,
    hours_since_last_failure,
    status_events,
    status_repeated,
    hours_on_line,
    minutes_zp5_to_zp5a,
    minutes_zp5a_to_zp61,
    minutes_zp61_to_zp6,
    minutes_zp6_to_cab,
    minutes_cab_to_zp7,
    tests_ok_1,
    tests_not_ok_1,
    tests_ok_2,
    tests_not_ok_2,
    tests_ok_718,
    tests_not_ok_718,
    value_mean_nm,
    value_sd_nm,
    value_mean_grad,
    value_sd_grad,
    value_mean_min,
    value_sd_min,
    value_mean_percent,
    value_sd_percent,
    value_mean_mm,
    value_sd_mm,
    value_mean_v,
    value_sd_v,
    last_point_hour,
    last_point_weekday
  )
  select car.knr, car.road_test_at, car.engine, car.color,
    coalesce(failure.total, 0),
    coalesce(failure.zp5, 0),
    coalesce(failure.zp5a, 0),
    coalesce(failure.zp6, 0),
    coalesce(failure.zp61, 0),
    coalesce(failure.zp62, 0),
    coalesce(failure.cab, 0),
    coalesce(failure.zp7, 0),
    coalesce(failure.elsewhere, 0),
    coalesce(failure.group_1, 0),
    coalesce(failure.group_2, 0),
    coalesce(failure.group_4, 0),
    coalesce(failure.group_5, 0),
    coalesce(failure.group_133, 0),
    coalesce(failure.group_137, 0),
    coalesce(failure.group_140, 0),
    coalesce(failure.group_9830946, 0),
    coalesce(failure.group_none, 0),
    coalesce(failure.group_multivalue, 0),
    extract(epoch from point.last_at - failure.last_at) / 3600,
    coalesce(point.events, 0),
    coalesce(point.repeated, 0),
    extract(epoch from point.last_at - point.first_at) / 3600,
    extract(epoch from point.zp5a - point.zp5) / 60,
    extract(epoch from point.zp61 - point.zp5a) / 60,
    extract(epoch from point.zp6 - point.zp61) / 60,
    extract(epoch from point.cab - point.zp6) / 60,
    extract(epoch from point.zp7 - point.cab) / 60,
    result.ok_1,
    result.not_ok_1,
    result.ok_2,
    result.not_ok_2,
    result.ok_718,
    result.not_ok_718,
    result.sum_nm / nullif(result.n_nm, 0),
    sqrt(greatest(0, result.sq_nm - result.sum_nm ^ 2 / nullif(result.n_nm, 0)) / nullif(result.n_nm - 1, 0)),
    result.sum_grad / nullif(result.n_grad, 0),
    sqrt(greatest(0, result.sq_grad - result.sum_grad ^ 2 / nullif(result.n_grad, 0)) / nullif(result.n_grad - 1, 0)),
    result.sum_min / nullif(result.n_min, 0),
    sqrt(greatest(0, result.sq_min - result.sum_min ^ 2 / nullif(result.n_min, 0)) / nullif(result.n_min - 1, 0)),
    result.sum_percent / nullif(result.n_percent, 0),
    sqrt(greatest(0, result.sq_percent - result.sum_percent ^ 2 / nullif(result.n_percent, 0)) / nullif(result.n_percent - 1, 0)),
    result.sum_mm / nullif(result.n_mm, 0),
    sqrt(greatest(0, result.sq_mm - result.sum_mm ^ 2 / nullif(result.n_mm, 0)) / nullif(result.n_mm - 1, 0)),
    result.sum_v / nullif(result.n_v, 0),
    sqrt(greatest(0, result.sq_v - result.sum_v ^ 2 / nullif(result.n_v, 0)) / nullif(result.n_v - 1, 0)),
    extract(hour from point.last_at),
    extract(isodow from point.last_at)
  from car
  left join failure on failure.knr = car.knr
  left join point on point.knr = car.knr
  left join result on result.knr = car.knr
  on conflict (knr) do update set
    as_of = excluded.as_of,
    engine = excluded.engine,
    color = excluded.color,
    failures_total = excluded.failures_total,
    failures_zp5 = excluded.failures_zp5,
    failures_zp5a = excluded.failures_zp5a,
    failures_zp6 = excluded.failures_zp6,
    failures_zp61 = excluded.failures_zp61,
    failures_zp62 = excluded.failures_zp62,
    failures_cab = excluded.failures_cab,
    failures_zp7 = excluded.failures_zp7,
    failures_elsewhere = excluded.failures_elsewhere,
    failures_group_1 = excluded.failures_group_1,
    failures_group_2 = excluded.failures_group_2,
    failures_group_4 = excluded.failures_group_4,
    failures_group_5 = excluded.failures_group_5,
    failures_group_133 = excluded.failures_group_133,
    failures_group_137 = excluded.failures_group_137,
    failures_group_140 = excluded.failures_group_140,
    failures_group_9830946 = excluded.failures_group_9830946,
    failures_group_none = excluded.failures_group_none,
    failures_group_multivalue = excluded.failures_group_multivalue,
    hours_since_last_failure = excluded.hours_since_last_failure,
    status_events = excluded.status_events,
    status_repeated = excluded.status_repeated,
    hours_on_line = excluded.hours_on_line,
    minutes_zp5_to_zp5a = excluded.minutes_zp5_to_zp5a,
    minutes_zp5a_to_zp61 = excluded.minutes_zp5a_to_zp61,
    minutes_zp61_to_zp6 = excluded.minutes_zp61_to_zp6,
    minutes_zp6_to_cab = excluded.minutes_zp6_to_cab,
    minutes_cab_to_zp7 = excluded.minutes_cab_to_zp7,
    tests_ok_1 = excluded.tests_ok_1,
    tests_not_ok_1 = excluded.tests_not_ok_1,
    tests_ok_2 = excluded.tests_ok_2,
    tests_not_ok_2 = excluded.tests_not_ok_2,
    tests_ok_718 = excluded.tests_ok_718,
    tests_not_ok_718 = excluded.tests_not_ok_718,
    value_mean_nm = excluded.value_mean_nm,
    value_sd_nm = excluded.value_sd_nm,
    value_mean_grad = excluded.value_mean_grad,
    value_sd_grad = excluded.value_sd_grad,
    value_mean_min = excluded.value_mean_min,
    value_sd_min = excluded.value_sd_min,
    value_mean_percent = excluded.value_mean_percent,
    value_sd_percent = excluded.value_sd_percent,
    value_mean_mm = excluded.value_mean_mm,
    value_sd_mm = excluded.value_sd_mm,
    value_mean_v = excluded.value_mean_v,
    value_sd_v = excluded.value_sd_v,
    last_point_hour = excluded.last_point_hour,
    last_point_weekday = excluded.last_point_weekday,
    updated_at = now()
$$;

-- What a load must call last, in its own transaction, with the cars it touched. A failures export also settles the
-- cars that left the road test in its period without a row in it: they passed. Returns how many cars were refreshed.
create function private.refresh_after_load(loaded_dataset bigint, knrs text[]) returns integer
language plpgsql set search_path = ''
as $$
declare
  loaded public.datasets;
  touched text[] := knrs;
begin
  select * into strict loaded from public.datasets d where d.id = loaded_dataset;
  if loaded.kind = 'failures' then
    select coalesce(array_agg(t.knr), '{}') into touched from (
      select unnest(knrs) as knr
      union
      select c.knr from public.cars c where c.road_test_failed is null and c.road_test_at <= loaded.period_to
    ) t;
  end if;
  perform private.refresh_labels(touched);
  perform private.refresh_features(touched);
  return cardinality(touched);
end $$;
