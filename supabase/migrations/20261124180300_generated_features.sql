-- Generated from shared/features by `npm run features`: do not edit. docs/decisions/0017.

alter table public.car_features
  add column if not exists engine text not null default '',
  add column if not exists color text not null default '',
  add column if not exists failures_total real,
  add column if not exists failures_zp5 real,
  add column if not exists failures_zp5a real,
  add column if not exists failures_zp6 real,
  add column if not exists failures_zp61 real,
  add column if not exists failures_zp62 real,
  add column if not exists failures_cab real,
  add column if not exists failures_zp7 real,
  add column if not exists failures_elsewhere real,
  add column if not exists failures_group_1 real,
  add column if not exists failures_group_2 real,
  add column if not exists failures_group_4 real,
  add column if not exists failures_group_5 real,
  add column if not exists failures_group_133 real,
  add column if not exists failures_group_137 real,
  add column if not exists failures_group_140 real,
  add column if not exists failures_group_9830946 real,
  add column if not exists failures_group_none real,
  add column if not exists failures_group_multivalue real,
  add column if not exists hours_since_last_failure real,
  add column if not exists status_events real,
  add column if not exists status_repeated real,
  add column if not exists loops_zp5 real,
  add column if not exists loops_zp5a real,
  add column if not exists loops_zp61 real,
  add column if not exists loops_zp6 real,
  add column if not exists loops_cab real,
  add column if not exists loops_zp7 real,
  add column if not exists hours_on_line real,
  add column if not exists minutes_zp5_to_zp5a real,
  add column if not exists minutes_zp5a_to_zp61 real,
  add column if not exists minutes_zp61_to_zp6 real,
  add column if not exists minutes_zp6_to_cab real,
  add column if not exists minutes_cab_to_zp7 real,
  add column if not exists last_point_hour real,
  add column if not exists last_point_weekday real,
  add column if not exists tests_ok_1 real,
  add column if not exists tests_not_ok_1 real,
  add column if not exists tests_ok_2 real,
  add column if not exists tests_not_ok_2 real,
  add column if not exists tests_ok_718 real,
  add column if not exists tests_not_ok_718 real,
  add column if not exists value_mean_nm real,
  add column if not exists value_sd_nm real,
  add column if not exists value_mean_grad real,
  add column if not exists value_sd_grad real,
  add column if not exists value_mean_min real,
  add column if not exists value_sd_min real,
  add column if not exists value_mean_percent real,
  add column if not exists value_sd_percent real,
  add column if not exists value_mean_mm real,
  add column if not exists value_sd_mm real,
  add column if not exists value_mean_v real,
  add column if not exists value_sd_v real,
  add column if not exists tests_not_ok_names real,
  add column if not exists tests_repeated_not_ok real,
  add column if not exists tests_not_ok_last_24h real,
  add column if not exists line_failure_rate_200 real;

-- Makes the features of the given cars. With the kind of a dataset, only what rows of that kind can have changed is
-- computed; the rest stands, unless the car's entry moved. Then the cars whose line was told otherwise meanwhile.
create or replace function private.refresh_features(knrs text[], kind text default null) returns void
language plpgsql set search_path = '' set work_mem = '64MB' set plan_cache_mode = 'auto'
as $$
declare
  moved tsrange;
begin
  perform set_config('plan_cache_mode', private.plan_mode(knrs), true);
  moved := private.refresh_road_test_ends();
  with
  car as materialized (
    select c.knr, row_number() over () as n, c.road_test_at, coalesce(c.road_test_at, 'infinity') as cut_at,
      was.last_failure_at as last_failure_was, was.last_point_at as last_point_was,
      coalesce(refresh_features.kind is not null and was.knr is not null and was.as_of is not distinct from c.road_test_at, false) as stands
    from public.cars c join (select distinct unnest(knrs) as knr) wanted using (knr) left join public.car_features was using (knr)
  ),
  failures as (
    select k.n,
      max(f.found_at) as last_failure_at,
      count(*) as failures_total,
      count(*) filter (where f.checkpoint in ('ZP5')) as failures_zp5,
      count(*) filter (where f.checkpoint in ('ZP5A')) as failures_zp5a,
      count(*) filter (where f.checkpoint in ('ZP6', 'ZP6 / ZP62')) as failures_zp6,
      count(*) filter (where f.checkpoint in ('ZP61')) as failures_zp61,
      count(*) filter (where f.checkpoint in ('ZP62')) as failures_zp62,
      count(*) filter (where f.checkpoint in ('CAB')) as failures_cab,
      count(*) filter (where f.checkpoint in ('ZP7')) as failures_zp7,
      count(*) filter (where not f.checkpoint in ('ZP5', 'ZP5A', 'ZP6', 'ZP6 / ZP62', 'ZP61', 'ZP62', 'CAB', 'ZP7')) as failures_elsewhere,
      count(*) filter (where f.failure_group = '1') as failures_group_1,
      count(*) filter (where f.failure_group = '2') as failures_group_2,
      count(*) filter (where f.failure_group = '4') as failures_group_4,
      count(*) filter (where f.failure_group = '5') as failures_group_5,
      count(*) filter (where f.failure_group = '133') as failures_group_133,
      count(*) filter (where f.failure_group = '137') as failures_group_137,
      count(*) filter (where f.failure_group = '140') as failures_group_140,
      count(*) filter (where f.failure_group = '9830946') as failures_group_9830946,
      count(*) filter (where f.failure_group = '-2') as failures_group_none,
      count(*) filter (where f.failure_group = '#MULTIVALUE') as failures_group_multivalue
    from car k join public.failures f on f.knr = k.knr
    where (refresh_features.kind in ('failures') or not k.stands)
      and f.found_at < cut_at and f.checkpoint not in ('ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82')
    group by k.n
  ),
  status as (
    select k.n,
      max(s.passed_at) as last_point_at,
      count(*) as status_events,
      count(*) - count(distinct s.status collate "C") as status_repeated,
      greatest(count(*) filter (where s.checkpoint = 'ZP5') - 1, 0) as loops_zp5,
      greatest(count(*) filter (where s.checkpoint = 'ZP5A') - 1, 0) as loops_zp5a,
      greatest(count(*) filter (where s.checkpoint = 'ZP61') - 1, 0) as loops_zp61,
      greatest(count(*) filter (where s.checkpoint = 'ZP6') - 1, 0) as loops_zp6,
      greatest(count(*) filter (where s.checkpoint = 'CAB') - 1, 0) as loops_cab,
      greatest(count(*) filter (where s.checkpoint = 'ZP7') - 1, 0) as loops_zp7,
      date_part('epoch', max(s.passed_at) - min(s.passed_at)) / 3600 as hours_on_line,
      date_part('epoch', min(s.passed_at) filter (where s.checkpoint = 'ZP5A') - min(s.passed_at) filter (where s.checkpoint = 'ZP5')) / 60 as minutes_zp5_to_zp5a,
      date_part('epoch', min(s.passed_at) filter (where s.checkpoint = 'ZP61') - min(s.passed_at) filter (where s.checkpoint = 'ZP5A')) / 60 as minutes_zp5a_to_zp61,
      date_part('epoch', min(s.passed_at) filter (where s.checkpoint = 'ZP6') - min(s.passed_at) filter (where s.checkpoint = 'ZP61')) / 60 as minutes_zp61_to_zp6,
      date_part('epoch', min(s.passed_at) filter (where s.checkpoint = 'CAB') - min(s.passed_at) filter (where s.checkpoint = 'ZP6')) / 60 as minutes_zp6_to_cab,
      date_part('epoch', min(s.passed_at) filter (where s.checkpoint = 'ZP7') - min(s.passed_at) filter (where s.checkpoint = 'CAB')) / 60 as minutes_cab_to_zp7,
      date_part('hour', max(s.passed_at)) as last_point_hour,
      date_part('isodow', max(s.passed_at)) as last_point_weekday
    from car k join public.status_events s on s.knr = k.knr
    where (refresh_features.kind in ('status') or not k.stands)
      and s.passed_at < cut_at and coalesce(s.checkpoint, '') not in ('ROD', 'AGUA', 'ZP8', 'ZP8R', 'ZP82')
    group by k.n
  ),
  times as (
    select k.*,
      case when (refresh_features.kind in ('failures') or not k.stands) then failures.last_failure_at else k.last_failure_was end as last_failure_at,
      case when (refresh_features.kind in ('status') or not k.stands) then status.last_point_at else k.last_point_was end as last_point_at
    from car k left join failures on failures.n = k.n left join status on status.n = k.n
  ),
  results as (
    select k.n,
      coalesce(sum(r.ok) filter (where r.test_group = 1), 0) as tests_ok_1,
      coalesce(sum(r.not_ok) filter (where r.test_group = 1), 0) as tests_not_ok_1,
      coalesce(sum(r.ok) filter (where r.test_group = 2), 0) as tests_ok_2,
      coalesce(sum(r.not_ok) filter (where r.test_group = 2), 0) as tests_not_ok_2,
      coalesce(sum(r.ok) filter (where r.test_group = 718), 0) as tests_ok_718,
      coalesce(sum(r.not_ok) filter (where r.test_group = 718), 0) as tests_not_ok_718,
      (sum(r.value_sum) filter (where r.unit = 'Nm'))::double precision / nullif(sum(r.value_count) filter (where r.unit = 'Nm'), 0) as value_mean_nm,
      sqrt(greatest(0, (sum(r.value_sum_sq) filter (where r.unit = 'Nm'))::double precision - (sum(r.value_sum) filter (where r.unit = 'Nm'))::double precision ^ 2 / nullif(sum(r.value_count) filter (where r.unit = 'Nm'), 0)) / nullif(sum(r.value_count) filter (where r.unit = 'Nm') - 1, 0)) as value_sd_nm,
      (sum(r.value_sum) filter (where r.unit = 'Grad'))::double precision / nullif(sum(r.value_count) filter (where r.unit = 'Grad'), 0) as value_mean_grad,
      sqrt(greatest(0, (sum(r.value_sum_sq) filter (where r.unit = 'Grad'))::double precision - (sum(r.value_sum) filter (where r.unit = 'Grad'))::double precision ^ 2 / nullif(sum(r.value_count) filter (where r.unit = 'Grad'), 0)) / nullif(sum(r.value_count) filter (where r.unit = 'Grad') - 1, 0)) as value_sd_grad,
      (sum(r.value_sum) filter (where r.unit = 'min'))::double precision / nullif(sum(r.value_count) filter (where r.unit = 'min'), 0) as value_mean_min,
      sqrt(greatest(0, (sum(r.value_sum_sq) filter (where r.unit = 'min'))::double precision - (sum(r.value_sum) filter (where r.unit = 'min'))::double precision ^ 2 / nullif(sum(r.value_count) filter (where r.unit = 'min'), 0)) / nullif(sum(r.value_count) filter (where r.unit = 'min') - 1, 0)) as value_sd_min,
      (sum(r.value_sum) filter (where r.unit = '%'))::double precision / nullif(sum(r.value_count) filter (where r.unit = '%'), 0) as value_mean_percent,
      sqrt(greatest(0, (sum(r.value_sum_sq) filter (where r.unit = '%'))::double precision - (sum(r.value_sum) filter (where r.unit = '%'))::double precision ^ 2 / nullif(sum(r.value_count) filter (where r.unit = '%'), 0)) / nullif(sum(r.value_count) filter (where r.unit = '%') - 1, 0)) as value_sd_percent,
      (sum(r.value_sum) filter (where r.unit = 'mm'))::double precision / nullif(sum(r.value_count) filter (where r.unit = 'mm'), 0) as value_mean_mm,
      sqrt(greatest(0, (sum(r.value_sum_sq) filter (where r.unit = 'mm'))::double precision - (sum(r.value_sum) filter (where r.unit = 'mm'))::double precision ^ 2 / nullif(sum(r.value_count) filter (where r.unit = 'mm'), 0)) / nullif(sum(r.value_count) filter (where r.unit = 'mm') - 1, 0)) as value_sd_mm,
      (sum(r.value_sum) filter (where r.unit = 'V'))::double precision / nullif(sum(r.value_count) filter (where r.unit = 'V'), 0) as value_mean_v,
      sqrt(greatest(0, (sum(r.value_sum_sq) filter (where r.unit = 'V'))::double precision - (sum(r.value_sum) filter (where r.unit = 'V'))::double precision ^ 2 / nullif(sum(r.value_count) filter (where r.unit = 'V'), 0)) / nullif(sum(r.value_count) filter (where r.unit = 'V') - 1, 0)) as value_sd_v
    from car k join public.test_results r on r.knr = k.knr
    where (refresh_features.kind in ('results') or not k.stands)
      and r.hour + interval '1 hour' <= cut_at
    group by k.n
  ),
  failed_tests as (
    select k.n,
      count(distinct hashtextextended(t.name, t.test_group)) as tests_not_ok_names,
      count(distinct hashtextextended(t.name || t.tested_at, t.test_group)) - count(distinct hashtextextended(t.name, t.test_group)) as tests_repeated_not_ok,
      count(*) filter (where t.tested_at >= k.last_point_at - interval '24 hours') as tests_not_ok_last_24h
    from times k join public.test_failures t on t.knr = k.knr
    where (refresh_features.kind in ('results', 'status') or not k.stands)
      and t.tested_at < cut_at
    group by k.n
  )
  insert into public.car_features as old (knr,
    as_of,
    last_failure_at,
    last_point_at,
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
    loops_zp5,
    loops_zp5a,
    loops_zp61,
    loops_zp6,
    loops_cab,
    loops_zp7,
    hours_on_line,
    minutes_zp5_to_zp5a,
    minutes_zp5a_to_zp61,
    minutes_zp61_to_zp6,
    minutes_zp6_to_cab,
    minutes_cab_to_zp7,
    last_point_hour,
    last_point_weekday,
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
    tests_not_ok_names,
    tests_repeated_not_ok,
    tests_not_ok_last_24h,
    line_failure_rate_200
  )
  select k.knr,
    k.road_test_at,
    k.last_failure_at,
    k.last_point_at,
    coalesce(c.engine, ''),
    coalesce(c.color, ''),
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_total, 0) else was.failures_total end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_zp5, 0) else was.failures_zp5 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_zp5a, 0) else was.failures_zp5a end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_zp6, 0) else was.failures_zp6 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_zp61, 0) else was.failures_zp61 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_zp62, 0) else was.failures_zp62 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_cab, 0) else was.failures_cab end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_zp7, 0) else was.failures_zp7 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_elsewhere, 0) else was.failures_elsewhere end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_1, 0) else was.failures_group_1 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_2, 0) else was.failures_group_2 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_4, 0) else was.failures_group_4 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_5, 0) else was.failures_group_5 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_133, 0) else was.failures_group_133 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_137, 0) else was.failures_group_137 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_140, 0) else was.failures_group_140 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_9830946, 0) else was.failures_group_9830946 end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_none, 0) else was.failures_group_none end,
    case when (refresh_features.kind in ('failures') or not k.stands) then coalesce(failures.failures_group_multivalue, 0) else was.failures_group_multivalue end,
    date_part('epoch', k.last_point_at - k.last_failure_at) / 3600,
    case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.status_events, 0) else was.status_events end,
    case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.status_repeated, 0) else was.status_repeated end,
    case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.loops_zp5, 0) else was.loops_zp5 end,
    case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.loops_zp5a, 0) else was.loops_zp5a end,
    case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.loops_zp61, 0) else was.loops_zp61 end,
    case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.loops_zp6, 0) else was.loops_zp6 end,
    case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.loops_cab, 0) else was.loops_cab end,
    case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.loops_zp7, 0) else was.loops_zp7 end,
    case when (refresh_features.kind in ('status') or not k.stands) then status.hours_on_line else was.hours_on_line end,
    case when (refresh_features.kind in ('status') or not k.stands) then status.minutes_zp5_to_zp5a else was.minutes_zp5_to_zp5a end,
    case when (refresh_features.kind in ('status') or not k.stands) then status.minutes_zp5a_to_zp61 else was.minutes_zp5a_to_zp61 end,
    case when (refresh_features.kind in ('status') or not k.stands) then status.minutes_zp61_to_zp6 else was.minutes_zp61_to_zp6 end,
    case when (refresh_features.kind in ('status') or not k.stands) then status.minutes_zp6_to_cab else was.minutes_zp6_to_cab end,
    case when (refresh_features.kind in ('status') or not k.stands) then status.minutes_cab_to_zp7 else was.minutes_cab_to_zp7 end,
    case when (refresh_features.kind in ('status') or not k.stands) then status.last_point_hour else was.last_point_hour end,
    case when (refresh_features.kind in ('status') or not k.stands) then status.last_point_weekday else was.last_point_weekday end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.tests_ok_1 else was.tests_ok_1 end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.tests_not_ok_1 else was.tests_not_ok_1 end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.tests_ok_2 else was.tests_ok_2 end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.tests_not_ok_2 else was.tests_not_ok_2 end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.tests_ok_718 else was.tests_ok_718 end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.tests_not_ok_718 else was.tests_not_ok_718 end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_mean_nm else was.value_mean_nm end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_sd_nm else was.value_sd_nm end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_mean_grad else was.value_mean_grad end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_sd_grad else was.value_sd_grad end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_mean_min else was.value_mean_min end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_sd_min else was.value_sd_min end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_mean_percent else was.value_mean_percent end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_sd_percent else was.value_sd_percent end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_mean_mm else was.value_mean_mm end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_sd_mm else was.value_sd_mm end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_mean_v else was.value_mean_v end,
    case when (refresh_features.kind in ('results') or not k.stands) then results.value_sd_v else was.value_sd_v end,
    case when (refresh_features.kind in ('results', 'status') or not k.stands) then coalesce(failed_tests.tests_not_ok_names, 0) else was.tests_not_ok_names end,
    case when (refresh_features.kind in ('results', 'status') or not k.stands) then coalesce(failed_tests.tests_repeated_not_ok, 0) else was.tests_repeated_not_ok end,
    case when (refresh_features.kind in ('results', 'status') or not k.stands) then coalesce(failed_tests.tests_not_ok_last_24h, 0) else was.tests_not_ok_last_24h end,
    (select e.failure_rate_200 from private.road_test_ends e where e.ended_at <= k.last_point_at
      order by e.ended_at desc, e.knr desc limit 1)
  from times k join public.cars c on c.knr = k.knr left join public.car_features was on was.knr = k.knr
  left join failures on failures.n = k.n
  left join status on status.n = k.n
  left join results on results.n = k.n
  left join failed_tests on failed_tests.n = k.n
  on conflict (knr) do update set
    as_of = excluded.as_of,
    last_failure_at = excluded.last_failure_at,
    last_point_at = excluded.last_point_at,
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
    loops_zp5 = excluded.loops_zp5,
    loops_zp5a = excluded.loops_zp5a,
    loops_zp61 = excluded.loops_zp61,
    loops_zp6 = excluded.loops_zp6,
    loops_cab = excluded.loops_cab,
    loops_zp7 = excluded.loops_zp7,
    hours_on_line = excluded.hours_on_line,
    minutes_zp5_to_zp5a = excluded.minutes_zp5_to_zp5a,
    minutes_zp5a_to_zp61 = excluded.minutes_zp5a_to_zp61,
    minutes_zp61_to_zp6 = excluded.minutes_zp61_to_zp6,
    minutes_zp6_to_cab = excluded.minutes_zp6_to_cab,
    minutes_cab_to_zp7 = excluded.minutes_cab_to_zp7,
    last_point_hour = excluded.last_point_hour,
    last_point_weekday = excluded.last_point_weekday,
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
    tests_not_ok_names = excluded.tests_not_ok_names,
    tests_repeated_not_ok = excluded.tests_repeated_not_ok,
    tests_not_ok_last_24h = excluded.tests_not_ok_last_24h,
    line_failure_rate_200 = excluded.line_failure_rate_200,
    updated_at = now();
  if cardinality(knrs) > 1000 then analyze public.car_features (knr, last_point_at); end if;
  if moved is not null then perform private.refresh_line(moved); end if;
end $$;

-- Makes the features of the line anew for cars whose last status point is in a time; writes only what changed.
create or replace function private.refresh_line(moved tsrange) returns void
language plpgsql set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
begin
  update public.car_features f
  set line_failure_rate_200 = fresh.line_failure_rate_200, updated_at = now()
  from (
    select k.knr, ((select e.failure_rate_200 from private.road_test_ends e where e.ended_at <= k.last_point_at
      order by e.ended_at desc, e.knr desc limit 1))::real as line_failure_rate_200
    from public.car_features k where k.last_point_at >= lower(moved) and k.last_point_at < upper(moved)
  ) fresh
  where fresh.knr = f.knr and (f.line_failure_rate_200) is distinct from (fresh.line_failure_rate_200);
end $$;

-- The catalogue's order, and a car's values in it: for reading many cars as arrays.
create or replace function private.feature_names() returns json
language sql immutable
as $$
  select json_build_array('engine', 'color', 'failures_total', 'failures_zp5', 'failures_zp5a', 'failures_zp6',
    'failures_zp61', 'failures_zp62', 'failures_cab', 'failures_zp7', 'failures_elsewhere',
    'failures_group_1', 'failures_group_2', 'failures_group_4', 'failures_group_5', 'failures_group_133',
    'failures_group_137', 'failures_group_140', 'failures_group_9830946', 'failures_group_none',
    'failures_group_multivalue', 'hours_since_last_failure', 'status_events', 'status_repeated',
    'loops_zp5', 'loops_zp5a', 'loops_zp61', 'loops_zp6', 'loops_cab', 'loops_zp7', 'hours_on_line',
    'minutes_zp5_to_zp5a', 'minutes_zp5a_to_zp61', 'minutes_zp61_to_zp6', 'minutes_zp6_to_cab',
    'minutes_cab_to_zp7', 'last_point_hour', 'last_point_weekday', 'tests_ok_1', 'tests_not_ok_1',
    'tests_ok_2', 'tests_not_ok_2', 'tests_ok_718', 'tests_not_ok_718', 'value_mean_nm', 'value_sd_nm',
    'value_mean_grad', 'value_sd_grad', 'value_mean_min', 'value_sd_min', 'value_mean_percent',
    'value_sd_percent', 'value_mean_mm', 'value_sd_mm', 'value_mean_v', 'value_sd_v',
    'tests_not_ok_names', 'tests_repeated_not_ok', 'tests_not_ok_last_24h', 'line_failure_rate_200')
$$;

create or replace function private.feature_values(f public.car_features) returns json
language sql stable
as $$
  select json_build_array(f.engine, f.color, f.failures_total, f.failures_zp5, f.failures_zp5a, f.failures_zp6,
    f.failures_zp61, f.failures_zp62, f.failures_cab, f.failures_zp7, f.failures_elsewhere,
    f.failures_group_1, f.failures_group_2, f.failures_group_4, f.failures_group_5, f.failures_group_133,
    f.failures_group_137, f.failures_group_140, f.failures_group_9830946, f.failures_group_none,
    f.failures_group_multivalue, f.hours_since_last_failure, f.status_events, f.status_repeated,
    f.loops_zp5, f.loops_zp5a, f.loops_zp61, f.loops_zp6, f.loops_cab, f.loops_zp7, f.hours_on_line,
    f.minutes_zp5_to_zp5a, f.minutes_zp5a_to_zp61, f.minutes_zp61_to_zp6, f.minutes_zp6_to_cab,
    f.minutes_cab_to_zp7, f.last_point_hour, f.last_point_weekday, f.tests_ok_1, f.tests_not_ok_1,
    f.tests_ok_2, f.tests_not_ok_2, f.tests_ok_718, f.tests_not_ok_718, f.value_mean_nm, f.value_sd_nm,
    f.value_mean_grad, f.value_sd_grad, f.value_mean_min, f.value_sd_min, f.value_mean_percent,
    f.value_sd_percent, f.value_mean_mm, f.value_sd_mm, f.value_mean_v, f.value_sd_v,
    f.tests_not_ok_names, f.tests_repeated_not_ok, f.tests_not_ok_last_24h, f.line_failure_rate_200)
$$;

-- What is new has no values yet, and what is computed otherwise has old ones.
select private.refresh_features((select coalesce(array_agg(knr), '{}') from public.cars));
