-- What the page Analysis asks. Failures are counted by the day they were found, cars by the day they were first seen, road
-- tests by the entry. All filters hold for failures; those of engine and colour for cars, road tests and times, too.

create type private.analysis_scope as (
  known_from date, known_to date, from_day date, to_day date,
  checkpoints integer[], parts integer[], failure_groups integer[], engines integer[], colors integer[],
  engine_codes text[], color_codes text[], narrowed boolean
);

-- Numbers of the codes that a filter names; null where it names none. A code that nobody knows matches nothing.
create function private.filter_codes(filters jsonb, name text, of_dimension private.failure_dimension) returns integer[]
language plpgsql stable set search_path = ''
as $$
begin
  if filters -> name is null then return null; end if;
  if jsonb_typeof(filters -> name) <> 'array' or jsonb_array_length(filters -> name) not between 1 and 50
    or exists (select from jsonb_array_elements(filters -> name) e where jsonb_typeof(e) <> 'string') then
    perform private.refuse(400, 'invalid_field', name || ': a list of 1 to 50 codes.');
  end if;
  return (
    select coalesce(array_agg(c.id), '{}') from private.analysis_codes c
    where c.dimension = of_dimension and c.code in (select jsonb_array_elements_text(filters -> name)));
end $$;

create function private.filter_day(filters jsonb, name text) returns date
language plpgsql stable set search_path = ''
as $$
begin
  if filters -> name is null then return null; end if;
  if coalesce(filters ->> name, '') !~ '^\d{4}-\d\d-\d\d$' then
    perform private.refuse(400, 'invalid_field', name || ': a day, YYYY-MM-DD.');
  end if;
  return (filters ->> name)::date;
exception when datetime_field_overflow then
  perform private.refuse(400, 'invalid_field', name || ': a day, YYYY-MM-DD.');
end $$;

-- {from?, to?} or {last?: days up to the newest}, and lists of codes: checkpoint, part, failureGroup, engine, color.
create function private.analysis_scope(filters jsonb) returns private.analysis_scope
language plpgsql stable set search_path = ''
as $$
declare
  s private.analysis_scope;
  last_days integer;
  unknown text;
begin
  if filters is null or jsonb_typeof(filters) <> 'object' then
    perform private.refuse(400, 'invalid_field', 'filters: an object.');
  end if;
  select k into unknown from jsonb_object_keys(filters) k
  where k not in ('from', 'to', 'last', 'checkpoint', 'part', 'failureGroup', 'engine', 'color') limit 1;
  if unknown is not null then perform private.refuse(400, 'invalid_field', left(unknown, 40) || ': no such filter.'); end if;
  if filters -> 'last' is not null then
    if jsonb_typeof(filters -> 'last') <> 'number' or filters ->> 'last' !~ '^\d{1,4}$' or (filters ->> 'last')::integer = 0 then
      perform private.refuse(400, 'invalid_field', 'last: 1 to 9999 days.');
    end if;
    last_days := (filters ->> 'last')::integer;
  end if;
  s.checkpoints := private.filter_codes(filters, 'checkpoint', 'checkpoint');
  s.parts := private.filter_codes(filters, 'part', 'part');
  s.failure_groups := private.filter_codes(filters, 'failureGroup', 'failure_group');
  s.engines := private.filter_codes(filters, 'engine', 'engine');
  s.colors := private.filter_codes(filters, 'color', 'color');
  select array_agg(c.code) filter (where c.id = any (s.engines)), array_agg(c.code) filter (where c.id = any (s.colors))
  into s.engine_codes, s.color_codes from private.analysis_codes c where c.dimension in ('engine', 'color');
  if s.engines is not null then s.engine_codes := coalesce(s.engine_codes, '{}'); end if;
  if s.colors is not null then s.color_codes := coalesce(s.color_codes, '{}'); end if;
  s.narrowed := num_nonnulls(s.checkpoints, s.parts, s.failure_groups, s.engines, s.colors) > 0;

  select least(f.day, p.day), greatest(f.newest, p.newest) into s.known_from, s.known_to
  from (select min(d.day) as day, max(d.day) as newest from private.failure_days d where d.dimension = 'checkpoint') f,
    (select min(c.first_day) as day, max(c.first_day) as newest from private.car_passages c) p;
  s.from_day := coalesce(private.filter_day(filters, 'from'), s.known_to - last_days + 1, s.known_from);
  s.to_day := coalesce(private.filter_day(filters, 'to'), s.known_to);
  if filters ? 'from' and filters ? 'to' and s.from_day > s.to_day then
    perform private.refuse(400, 'invalid_field', 'from: not after to.');
  end if;
  return s;
end $$;
create index car_passages_by_day on private.car_passages (first_day);

-- Failures of a time by code of each dimension; by checkpoint of each day, too. Without filters they are kept; else counted
-- in one pass: three groupings of numbers, of which the sums by group, engine and colour come from one.
create function private.failure_counts(s private.analysis_scope)
returns table (dimension private.failure_dimension, day date, code integer, failures bigint)
language plpgsql stable set search_path = '' set work_mem = '64MB' set jit = off set plan_cache_mode = 'force_custom_plan'
as $$
begin
  if not s.narrowed then
    return query
      select d.dimension, case when d.dimension = 'checkpoint' then d.day end, d.code, sum(d.failures)
      from private.failure_days d where d.day between s.from_day and s.to_day group by 1, 2, 3;
    return;
  end if;
  return query
    with counted as materialized (
      select f.day, f.checkpoint, f.failure_group, f.engine, f.color, f.part, count(*) as n
      from private.failure_facts f
      where f.day between s.from_day and s.to_day
        and (s.checkpoints is null or f.checkpoint = any (s.checkpoints)) and (s.parts is null or f.part = any (s.parts))
        and (s.failure_groups is null or f.failure_group = any (s.failure_groups))
        and (s.engines is null or f.engine = any (s.engines)) and (s.colors is null or f.color = any (s.colors))
      group by grouping sets ((f.day, f.checkpoint), (f.failure_group, f.engine, f.color), (f.part))
    )
    select 'checkpoint'::private.failure_dimension, c.day, c.checkpoint, c.n from counted c where c.checkpoint is not null
    union all select 'part', null, c.part, c.n from counted c where c.part is not null
    union all
    select x.dimension, null, x.code, sum(c.n)::bigint
    from counted c, lateral (values ('failure_group'::private.failure_dimension, c.failure_group), ('engine', c.engine), ('color', c.color))
      as x (dimension, code)
    where c.failure_group is not null group by x.dimension, x.code;
end $$;

-- Failures of a time, all together.
create function private.failure_total(s private.analysis_scope, from_day date, to_day date) returns bigint
language plpgsql stable set search_path = '' set jit = off set plan_cache_mode = 'force_custom_plan'
as $$
begin
  if not s.narrowed then
    return (select coalesce(sum(d.failures), 0) from private.failure_days d
      where d.dimension = 'checkpoint' and d.day between failure_total.from_day and failure_total.to_day);
  end if;
  return (select count(*) from private.failure_facts f
    where f.day between failure_total.from_day and failure_total.to_day
      and (s.checkpoints is null or f.checkpoint = any (s.checkpoints)) and (s.parts is null or f.part = any (s.parts))
      and (s.failure_groups is null or f.failure_group = any (s.failure_groups))
      and (s.engines is null or f.engine = any (s.engines)) and (s.colors is null or f.color = any (s.colors)));
end $$;

-- Cars, failures and road tests of a time.
create function private.analysis_totals(s private.analysis_scope, from_day date, to_day date) returns json
language plpgsql stable set search_path = '' set jit = off set plan_cache_mode = 'force_custom_plan'
as $$
begin
  return (
    select json_build_object('cars', p.cars, 'failures', private.failure_total(s, from_day, to_day),
      'roadTests', r.ended, 'roadTestFailures', r.failed)
    from (
      select count(*) as cars from private.car_passages p where p.first_day between from_day and to_day
        and (s.engines is null or p.engine = any (s.engines)) and (s.colors is null or p.color = any (s.colors))
    ) p, (
      select count(*) as ended, count(*) filter (where c.road_test_failed) as failed from public.cars c
      where c.road_test_failed is not null and c.road_test_at >= from_day and c.road_test_at < to_day + 1
        and (s.engine_codes is null or coalesce(c.engine, '') = any (s.engine_codes))
        and (s.color_codes is null or coalesce(c.color, '') = any (s.color_codes))
    ) r);
end $$;

-- How parts are spelt most often.
create function private.part_spellings(parts integer[]) returns table (part integer, spelling text)
language sql stable set search_path = ''
as $$
  select distinct on (x.part) x.part, x.spelling
  from (select t.part, t.spelling, sum(t.failures) as n from private.failure_texts t where t.part = any (parts) group by 1, 2) x
  order by x.part, x.n desc, x.spelling collate "C"
$$;

-- Everything of the first view in one answer, in the form of shared/contracts/analysis.ts.
create function public.analysis(filters jsonb) returns json
language plpgsql stable security definer set search_path = '' set work_mem = '64MB' set jit = off set plan_cache_mode = 'force_custom_plan'
as $$
declare
  s private.analysis_scope;
  days integer;
  step text;
begin
  perform private.require_member();
  s := private.analysis_scope(filters);
  if s.known_from is null then return json_build_object('known', null); end if;
  days := s.to_day - s.from_day + 1;
  step := case when days <= 35 then 'day' else 'week' end;
  return (
    with counts as materialized (
      select c.dimension, c.day, c.code as id, k.code, c.failures
      from private.failure_counts(s) c join private.analysis_codes k on k.id = c.code
    ),
    built as materialized (
      select p.first_day, p.engine, p.color, count(*) as cars from private.car_passages p
      where p.first_day between s.from_day and s.to_day
        and (s.engines is null or p.engine = any (s.engines)) and (s.colors is null or p.color = any (s.colors))
      group by grouping sets ((p.first_day), (p.engine), (p.color))
    ),
    parts as materialized (
      select c.id, c.code, c.failures, row_number() over (order by c.failures desc, c.code collate "C") as place
      from counts c where c.dimension = 'part'
    )
    select json_build_object(
      'known', json_build_object('from', s.known_from, 'to', s.known_to),
      'period', json_build_object('from', s.from_day, 'to', s.to_day),
      'totals', private.analysis_totals(s, s.from_day, s.to_day),
      'before', case when s.from_day - days >= s.known_from then private.analysis_totals(s, s.from_day - days, s.from_day - 1) end,
      'step', step,
      'time', (
        select coalesce(json_agg(json_build_object('from', t.at, 'failures', coalesce(t.failures, 0), 'cars', coalesce(t.cars, 0)) order by t.at), '[]')
        from (
          select g.at::date as at, f.failures, b.cars
          from generate_series(date_trunc(step, s.from_day::timestamp), s.to_day::timestamp, ('1 ' || step)::interval) g (at)
          left join (select date_trunc(step, c.day::timestamp) as at, sum(c.failures) as failures from counts c where c.dimension = 'checkpoint' group by 1) f
            on f.at = g.at
          left join (select date_trunc(step, b.first_day::timestamp) as at, sum(b.cars) as cars from built b where b.first_day is not null group by 1) b
            on b.at = g.at
        ) t where days <= 4000),
      'checkpoints', (
        select coalesce(json_agg(json_build_object('code', x.code, 'failures', x.failures) order by x.failures desc, x.code collate "C"), '[]')
        from (select c.code, sum(c.failures) as failures from counts c where c.dimension = 'checkpoint' group by c.code) x),
      'failureGroups', (
        select coalesce(json_agg(json_build_object('code', c.code, 'failures', c.failures) order by c.failures desc, c.code collate "C"), '[]')
        from counts c where c.dimension = 'failure_group'),
      'engines', (
        select coalesce(json_agg(json_build_object('code', k.code, 'failures', coalesce(c.failures, 0), 'cars', coalesce(b.cars, 0))
            order by coalesce(c.failures, 0) desc, k.code collate "C"), '[]')
        from private.analysis_codes k left join counts c on c.dimension = 'engine' and c.id = k.id left join built b on b.engine = k.id
        where k.dimension = 'engine' and (c.id is not null or b.engine is not null)),
      'colors', (
        select coalesce(json_agg(json_build_object('code', k.code, 'failures', coalesce(c.failures, 0), 'cars', coalesce(b.cars, 0))
            order by coalesce(c.failures, 0) desc, k.code collate "C"), '[]')
        from private.analysis_codes k left join counts c on c.dimension = 'color' and c.id = k.id left join built b on b.color = k.id
        where k.dimension = 'color' and (c.id is not null or b.color is not null)),
      'parts', json_build_object(
        'top', (
          select coalesce(json_agg(json_build_object('code', p.code, 'spelling', w.spelling, 'failures', p.failures) order by p.place), '[]')
          from parts p join private.part_spellings((select array_agg(q.id) from parts q where q.place <= 20)) w on w.part = p.id
          where p.place <= 20),
        'rest', (select json_build_object('parts', count(*), 'failures', coalesce(sum(p.failures), 0)) from parts p where p.place > 20)),
      'weeks', (
        select coalesce(json_agg(json_build_array(x.code, x.week, x.failures) order by x.code collate "C", x.week), '[]')
        from (
          select c.code, date_trunc('week', c.day::timestamp)::date as week, sum(c.failures) as failures
          from counts c where c.dimension = 'checkpoint' group by 1, 2
        ) x)));
end $$;

-- Parts by name, with their failures of all time: for the choice of one.
create function public.analysis_parts(search text, named text[] default '{}') returns json
language plpgsql stable security definer set search_path = ''
as $$
begin
  perform private.require_member();
  if search is null or length(search) > 100 or named is null or cardinality(named) > 50 then
    perform private.refuse(400, 'invalid_field', 'search: up to 100 characters; named: up to 50 parts.');
  end if;
  return (
    select coalesce(json_agg(json_build_object('code', x.code, 'spelling', w.spelling, 'failures', x.failures)
        order by x.failures desc, x.code collate "C"), '[]')
    from (
      select k.id, k.code, sum(t.failures) as failures
      from private.analysis_codes k join private.failure_texts t on t.part = k.id
      where k.dimension = 'part'
        and case when cardinality(named) > 0 then k.code = any (named)
          else strpos(k.code, private.fold_part(btrim(search))) > 0 end
      group by k.id, k.code having sum(t.failures) > 0 order by sum(t.failures) desc, k.code collate "C" limit 50
    ) x, private.part_spellings(array[x.id]) w);
end $$;

-- Road tests whose end is known, and the failed ones, by week of the entry, engine and colour.
create function public.analysis_road_tests(filters jsonb) returns json
language plpgsql stable security definer set search_path = '' set work_mem = '64MB' set jit = off set plan_cache_mode = 'force_custom_plan'
as $$
declare s private.analysis_scope;
begin
  perform private.require_member();
  s := private.analysis_scope(filters);
  return (
    with counted as materialized (
      select date_trunc('week', c.road_test_at)::date as week, coalesce(c.engine, '') as engine, coalesce(c.color, '') as color,
        count(*) as tests, count(*) filter (where c.road_test_failed) as failed
      from public.cars c
      where c.road_test_failed is not null and c.road_test_at >= s.from_day and c.road_test_at < s.to_day + 1
        and (s.engine_codes is null or coalesce(c.engine, '') = any (s.engine_codes))
        and (s.color_codes is null or coalesce(c.color, '') = any (s.color_codes))
      group by 1, 2, 3
    )
    select json_build_object(
      'weeks', (select coalesce(json_agg(json_build_object('week', x.week, 'tests', x.tests, 'failed', x.failed) order by x.week), '[]')
        from (select c.week, sum(c.tests) as tests, sum(c.failed) as failed from counted c group by 1) x),
      'engines', (select coalesce(json_agg(json_build_object('code', x.code, 'tests', x.tests, 'failed', x.failed) order by x.tests desc, x.code collate "C"), '[]')
        from (select c.engine as code, sum(c.tests) as tests, sum(c.failed) as failed from counted c group by 1) x),
      'colors', (select coalesce(json_agg(json_build_object('code', x.code, 'tests', x.tests, 'failed', x.failed) order by x.tests desc, x.code collate "C"), '[]')
        from (select c.color as code, sum(c.tests) as tests, sum(c.failed) as failed from counted c group by 1) x)));
end $$;

-- Seconds from each checkpoint to the next, by the first passage of each, of cars that reached the next one in the time. Cars
-- that were stamped at the next one first are counted and left out. An outlier took longer than the third quartile and three
-- times the distance of the quartiles; the longest are told. The statements are put together because one look at each car
-- for all eight steps takes a sixth of the time of rows per car and step.
create function public.analysis_times(filters jsonb) returns json
language plpgsql stable security definer set search_path = '' set work_mem = '64MB' set jit = off set plan_cache_mode = 'force_custom_plan'
as $$
declare
  s private.analysis_scope;
  stops text[] := '{zp5,zp5a,zp61,zp6,cab,zp7,rod,agua,zp8}';
  source text := 'from private.car_passages p where ($3 is null or p.engine = any ($3)) and ($4 is null or p.color = any ($4))';
  told json[];
  question text;
  outliers json;
begin
  perform private.require_member();
  s := private.analysis_scope(filters);
  execute (
    select 'select array[' || string_agg(format(
      $f$json_build_object('cars', count(*) filter (where %1$s >= 0 and %2$s), 'backwards', count(*) filter (where %1$s < 0 and %2$s),
        'q', percentile_disc(array[0.25, 0.5, 0.75]) within group (order by %1$s) filter (where %1$s >= 0 and %2$s),
        'least', min(%1$s) filter (where %1$s >= 0 and %2$s), 'most', max(%1$s) filter (where %2$s))$f$,
      'p.to_' || u.stop, format('p.%1$s >= $1 and p.%1$s < $2', u.stop)), ', ' order by u.place) || '] ' || source
    from unnest(stops[2:]) with ordinality u (stop, place)
  ) into told using s.from_day::timestamp, s.to_day + interval '1 day', s.engines, s.colors;
  question := (
    select 'select json_agg(x) from (select x.place, x.car, x.seconds, count(*) over (partition by x.place) as all,
        row_number() over (partition by x.place order by x.seconds desc, x.car) as rank from (' || string_agg(format(
      'select %1$s as place, p.car, p.to_%2$s as seconds %3$s and p.%2$s >= $1 and p.%2$s < $2 and p.to_%2$s > %4$s',
      u.place, u.stop, source, 4 * (told[u.place] -> 'q' ->> 2)::bigint - 3 * (told[u.place] -> 'q' ->> 0)::bigint), ' union all ') || ') x) x where x.rank <= 20'
    from unnest(stops[2:]) with ordinality u (stop, place) where json_typeof(told[u.place] -> 'q') = 'array');
  if question is null then return '[]'; end if;
  execute question into outliers using s.from_day::timestamp, s.to_day + interval '1 day', s.engines, s.colors;
  return (
    select coalesce(json_agg(json_build_object('from', upper(stops[u.place]), 'to', upper(u.stop), 'cars', t -> 'cars', 'backwards', t -> 'backwards',
      'least', t -> 'least', 'q1', t -> 'q' -> 0, 'median', t -> 'q' -> 1, 'q3', t -> 'q' -> 2, 'most', t -> 'most',
      'outliers', coalesce((select (o ->> 'all')::bigint from json_array_elements(outliers) o where (o ->> 'place')::integer = u.place limit 1), 0),
      'longest', (select coalesce(json_agg(json_build_object('knr', private.knr_of((o ->> 'car')::bigint), 'seconds', o -> 'seconds')
          order by (o ->> 'rank')::integer), '[]')
        from json_array_elements(outliers) o where (o ->> 'place')::integer = u.place)) order by u.place), '[]')
    from unnest(stops[2:]) with ordinality u (stop, place), lateral (select told[u.place] as t) x
    where (t ->> 'cars')::bigint > 0);
end $$;

-- One page of the cars behind the failures that the filters leave: how many each has, and when the last one was found.
create function public.analysis_cars(filters jsonb, page integer default 1, page_size integer default 50,
  sort text default 'failures', descending boolean default true) returns json
language plpgsql stable security definer set search_path = '' set work_mem = '64MB' set jit = off set plan_cache_mode = 'force_custom_plan'
as $$
declare
  s private.analysis_scope;
  turn integer := case when descending then -1 else 1 end;
begin
  perform private.require_member();
  s := private.analysis_scope(filters);
  if page is null or page not between 1 and 1000000 then
    perform private.refuse(400, 'invalid_field', 'page: from 1 on.');
  end if;
  if page_size is null or page_size not between 1 and 5000 then
    perform private.refuse(400, 'invalid_field', 'page_size: from 1 to 5000.');
  end if;
  if sort is null or sort not in ('failures', 'knr', 'found') or descending is null then
    perform private.refuse(400, 'invalid_field', 'sort: one of failures, knr, found.');
  end if;
  return (
    with found as materialized (
      select f.car, count(*) as failures, max(f.day) as found_on
      from private.failure_facts f
      where f.day between s.from_day and s.to_day
        and (s.checkpoints is null or f.checkpoint = any (s.checkpoints)) and (s.parts is null or f.part = any (s.parts))
        and (s.failure_groups is null or f.failure_group = any (s.failure_groups))
        and (s.engines is null or f.engine = any (s.engines)) and (s.colors is null or f.color = any (s.colors))
      group by f.car
    ),
    shown as (
      select x.car, x.failures, x.found_on, row_number() over () as place from (
        select f.* from found f
        order by turn * case sort when 'failures' then f.failures when 'found' then f.found_on - date '2000-01-01' else f.car end,
          turn * f.car
        limit page_size offset (page::bigint - 1) * page_size
      ) x
    )
    select json_build_object('total', (select count(*) from found), 'failures', (select coalesce(sum(f.failures), 0) from found f),
      'cars', (
        select coalesce(json_agg(json_build_object('knr', c.knr, 'failures', x.failures, 'foundOn', x.found_on, 'engine', c.engine,
          'color', c.color, 'roadTestAt', c.road_test_at, 'failed', c.road_test_failed) order by x.place), '[]')
        from shown x join public.cars c on c.knr = private.knr_of(x.car))));
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname in
    ('analysis', 'analysis_parts', 'analysis_road_tests', 'analysis_times', 'analysis_cars') loop
    execute format('revoke execute on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end $$;
