-- Where failures are found: the facts behind the page Analysis, kept as loads, corrections and removals change them.
-- Counted over the tables of facts, the pictures of a plant-year take seconds (texts of 758,000 rows are split and
-- sorted); docs/decisions/0026 has the figures and what was rejected. Whoever makes features anew makes these anew: `private.refresh_analysis`.

create type private.failure_dimension as enum ('checkpoint', 'part', 'failure_group', 'engine', 'color');

-- Codes as numbers. Of parts the code is the folded text (private.fold_part), of an unknown engine or colour ''.
create table private.analysis_codes (
  id integer generated always as identity primary key,
  dimension private.failure_dimension not null,
  code text not null,
  unique (dimension, code)
);

-- Each text of a failure that was ever told, its part as it is written there, and how many failures have it now.
create table private.failure_texts (
  id integer generated always as identity primary key,
  failure text not null unique,
  part integer not null references private.analysis_codes (id),
  spelling text not null,
  failures integer not null default 0
) with (fillfactor = 70);

-- One row a failure, in numbers: a third of the row that it is made of.
create table private.failure_facts (
  car bigint not null,
  day date not null,
  text integer not null,
  part integer not null,
  checkpoint integer not null,
  failure_group integer not null,
  engine integer not null,
  color integer not null
);
create index failure_facts_by_car on private.failure_facts (car);
comment on column private.failure_facts.car is 'The KNR without its hyphen.';

-- Failures a day and code, of each dimension by itself: what is asked without filters.
create table private.failure_days (
  dimension private.failure_dimension not null,
  day date not null,
  code integer not null,
  failures integer not null,
  primary key (dimension, day, code)
) with (fillfactor = 70);

-- When a car was first seen, when it first passed each checkpoint, and the seconds that it took there from the one before.
create table private.car_passages (
  car bigint primary key,
  engine integer not null,
  color integer not null,
  first_failure date,
  first_point date,
  first_day date generated always as (least(first_failure, first_point)) stored,
  zp5 timestamp, zp5a timestamp, zp61 timestamp, zp6 timestamp, cab timestamp, zp7 timestamp, rod timestamp, agua timestamp, zp8 timestamp,
  to_zp5a integer generated always as (extract(epoch from zp5a - zp5)) stored,
  to_zp61 integer generated always as (extract(epoch from zp61 - zp5a)) stored,
  to_zp6 integer generated always as (extract(epoch from zp6 - zp61)) stored,
  to_cab integer generated always as (extract(epoch from cab - zp6)) stored,
  to_zp7 integer generated always as (extract(epoch from zp7 - cab)) stored,
  to_rod integer generated always as (extract(epoch from rod - zp7)) stored,
  to_agua integer generated always as (extract(epoch from agua - rod)) stored,
  to_zp8 integer generated always as (extract(epoch from zp8 - agua)) stored
) with (fillfactor = 80);

do $$
declare t text;
begin
  foreach t in array array['analysis_codes', 'failure_texts', 'failure_facts', 'failure_days', 'car_passages'] loop
    execute format('alter table private.%I enable row level security', t);
  end loop;
end $$;

-- Without a search path of its own, so that it is put into the statement: as a call it takes 2 s of a year's failures.
create function private.car_number(knr text) returns bigint
language sql immutable strict parallel safe
as $$ select pg_catalog.replace(knr, '-', '')::bigint $$;

create function private.knr_of(car bigint) returns text
language sql immutable strict parallel safe set search_path = ''
as $$ select overlay(lpad(car::text, 11, '0') placing '-' from 5 for 0) $$;

-- The part that a text of a failure begins with: up to a point, a bracket or another mark that separates, a dash or a
-- slash between spaces, or a number that stands alone; a number before it is passed over. A text without a part is '' .
create function private.part_of_failure(failure text) returns text
language sql immutable parallel safe set search_path = ''
as $$
  select btrim(regexp_replace(
    regexp_replace(regexp_replace(failure, '[\s\u00a0]+', ' ', 'g'), '^([\W_]|\d+(?=[\W_]|$))+', ''),
    '( ?[.,;:(\[{|]| [-–—/]+ | #?\d).*$', ''), E' -–—/"\'´`¨*_')
$$;

-- What makes two spellings the same part: without accents and capitals.
create function private.fold_part(part text) returns text
language sql immutable parallel safe set search_path = ''
as $$ select lower(regexp_replace(normalize(part, NFD), '[\u0300-\u036f]', '', 'g')) $$;

-- Numbers for codes and texts of these cars that have none yet.
create function private.tell_codes(knrs text[]) returns void
language plpgsql set search_path = '' set work_mem = '64MB' set plan_cache_mode = 'auto'
as $$
begin
  perform set_config('plan_cache_mode', private.plan_mode(knrs), true);
  with said as (
    select distinct f.checkpoint, f.failure_group from public.failures f where f.knr = any (knrs)
  ),
  built as (
    select distinct coalesce(c.engine, '') as engine, coalesce(c.color, '') as color from public.cars c where c.knr = any (knrs)
  ),
  codes (dimension, code) as (
    select 'checkpoint', s.checkpoint from said s union select 'failure_group', s.failure_group from said s
    union select 'engine', b.engine from built b union select 'color', b.color from built b
    union values ('engine', ''), ('color', '')
  )
  insert into private.analysis_codes (dimension, code)
  select c.dimension::private.failure_dimension, c.code from codes c
  where not exists (select from private.analysis_codes k where k.dimension = c.dimension::private.failure_dimension and k.code = c.code);

  with fresh as materialized (
    select x.failure, private.part_of_failure(x.failure) as spelling
    from (select distinct f.failure from public.failures f where f.knr = any (knrs)) x
    where not exists (select from private.failure_texts t where t.failure = x.failure)
  ),
  folded as materialized (select f.failure, f.spelling, private.fold_part(f.spelling) as part from fresh f),
  named as (
    insert into private.analysis_codes (dimension, code)
    select distinct 'part'::private.failure_dimension, f.part from folded f
    where not exists (select from private.analysis_codes k where k.dimension = 'part' and k.code = f.part)
    returning id, code
  )
  insert into private.failure_texts (failure, part, spelling)
  select f.failure, k.id, f.spelling
  from folded f join (select n.id, n.code from named n
    union all select c.id, c.code from private.analysis_codes c where c.dimension = 'part') k on k.code = f.part;
end $$;

-- Adds what failure_facts tells of cars to the sums, or takes it from them.
create function private.add_failures(cars bigint[], sign integer) returns void
language plpgsql set search_path = '' set work_mem = '64MB' set plan_cache_mode = 'force_custom_plan'
as $$
begin
  insert into private.failure_days as d (dimension, day, code, failures)
  select case
      when x.checkpoint is not null then 'checkpoint' when x.part is not null then 'part'
      when x.failure_group is not null then 'failure_group' when x.engine is not null then 'engine' else 'color'
    end::private.failure_dimension,
    x.day, coalesce(x.checkpoint, x.part, x.failure_group, x.engine, x.color), sign * x.n
  from (
    select f.day, f.checkpoint, f.part, f.failure_group, f.engine, f.color, count(*) as n
    from private.failure_facts f where f.car = any (cars)
    group by grouping sets ((f.day, f.checkpoint), (f.day, f.part), (f.day, f.failure_group), (f.day, f.engine), (f.day, f.color))
  ) x
  on conflict (dimension, day, code) do update set failures = d.failures + excluded.failures;
  update private.failure_texts t set failures = t.failures + sign * x.n
  from (select f.text, count(*) as n from private.failure_facts f where f.car = any (cars) group by f.text) x where x.text = t.id;
end $$;

-- Makes the failures of cars anew and brings the sums up to them. The cars' old failures are taken out of the sums as they
-- went in, so that nothing else is read. (Rows passed from the delete and the insert to one sum take twice as long: a year's are
-- 758,000, and what is passed on is written down. Outer joins, because of inner ones the planner expects a hundredth of the rows.)
create function private.tell_failures(knrs text[]) returns void
language plpgsql set search_path = '' set work_mem = '64MB' set plan_cache_mode = 'auto'
as $$
declare
  cars bigint[] := (select array_agg(distinct private.car_number(k)) from unnest(knrs) k);
begin
  perform set_config('plan_cache_mode', private.plan_mode(knrs), true);
  if exists (select from private.failure_facts f where f.car = any (cars)) then
    perform private.add_failures(cars, -1);
    delete from private.failure_facts f where f.car = any (cars);
  end if;
  insert into private.failure_facts (car, day, text, part, checkpoint, failure_group, engine, color)
  select private.car_number(f.knr), f.found_at::date, t.id, t.part, p.id, g.id, e.id, k.id
  from public.failures f
  left join public.cars c on c.knr = f.knr
  left join private.failure_texts t on t.failure = f.failure
  left join private.analysis_codes p on p.dimension = 'checkpoint' and p.code = f.checkpoint
  left join private.analysis_codes g on g.dimension = 'failure_group' and g.code = f.failure_group
  left join private.analysis_codes e on e.dimension = 'engine' and e.code = coalesce(c.engine, '')
  left join private.analysis_codes k on k.dimension = 'color' and k.code = coalesce(c.color, '')
  where f.knr = any (knrs) order by 1;
  perform private.add_failures(cars, 1);
  delete from private.failure_days d where d.failures = 0;
end $$;

-- Makes what the page Analysis counts anew for cars whose rows of a kind (null: of all kinds) changed, and forgets cars that
-- nobody saw or that are gone. To be called after the features were made: sums of days are shared by all, so the line is held.
create function private.refresh_analysis(knrs text[], kind text) returns void
language plpgsql set search_path = '' set work_mem = '64MB' set plan_cache_mode = 'auto'
as $$
begin
  if kind = 'results' or cardinality(knrs) = 0 then return; end if;
  perform private.hold_line();
  perform set_config('plan_cache_mode', private.plan_mode(knrs), true);
  if kind is null or kind = 'failures' then
    perform private.tell_codes(knrs);
    perform private.tell_failures(knrs);
    insert into private.car_passages as p (car, engine, color, first_failure)
    select private.car_number(c.knr), e.id, k.id, x.first_failure
    from public.cars c
    join private.analysis_codes e on e.dimension = 'engine' and e.code = coalesce(c.engine, '')
    join private.analysis_codes k on k.dimension = 'color' and k.code = coalesce(c.color, '')
    left join (select f.knr, min(f.found_at)::date as first_failure from public.failures f where f.knr = any (knrs) group by f.knr) x
      on x.knr = c.knr
    where c.knr = any (knrs)
    on conflict (car) do update set engine = excluded.engine, color = excluded.color, first_failure = excluded.first_failure;
  end if;
  if kind is null or kind = 'status' then
    insert into private.analysis_codes (dimension, code) values ('engine', ''), ('color', '') on conflict do nothing;
    insert into private.car_passages as p (car, engine, color, first_point, zp5, zp5a, zp61, zp6, cab, zp7, rod, agua, zp8)
    select private.car_number(c.knr), e.id, k.id, s.first_point, s.zp5, s.zp5a, s.zp61, s.zp6, s.cab, s.zp7, s.rod, s.agua, s.zp8
    from public.cars c
    join private.analysis_codes e on e.dimension = 'engine' and e.code = ''
    join private.analysis_codes k on k.dimension = 'color' and k.code = ''
    left join (
      select s.knr, min(s.passed_at)::date as first_point,
        min(s.passed_at) filter (where s.checkpoint = 'ZP5') as zp5, min(s.passed_at) filter (where s.checkpoint = 'ZP5A') as zp5a,
        min(s.passed_at) filter (where s.checkpoint = 'ZP61') as zp61, min(s.passed_at) filter (where s.checkpoint = 'ZP6') as zp6,
        min(s.passed_at) filter (where s.checkpoint = 'CAB') as cab, min(s.passed_at) filter (where s.checkpoint = 'ZP7') as zp7,
        min(s.passed_at) filter (where s.checkpoint = 'ROD') as rod, min(s.passed_at) filter (where s.checkpoint = 'AGUA') as agua,
        min(s.passed_at) filter (where s.checkpoint = 'ZP8') as zp8
      from public.status_events s where s.knr = any (knrs) group by s.knr
    ) s on s.knr = c.knr
    where c.knr = any (knrs)
    on conflict (car) do update set first_point = excluded.first_point, zp5 = excluded.zp5, zp5a = excluded.zp5a, zp61 = excluded.zp61,
      zp6 = excluded.zp6, cab = excluded.cab, zp7 = excluded.zp7, rod = excluded.rod, agua = excluded.agua, zp8 = excluded.zp8;
  end if;
  delete from private.car_passages p
  using (select distinct unnest(knrs) as knr) a
  where p.car = private.car_number(a.knr)
    and (p.first_day is null or not exists (select from public.cars c where c.knr = a.knr));
  -- As a load does with the tables that it writes: autovacuum comes too late.
  if cardinality(knrs) > 1000 then analyze private.failure_facts, private.failure_days, private.car_passages, private.failure_texts; end if;
end $$;

-- For a rebuild: as if nothing had ever been told.
create function private.forget_analysis() returns void
language plpgsql set search_path = ''
as $$
begin
  perform private.hold_line();
  delete from private.failure_facts;
  delete from private.failure_days;
  delete from private.car_passages;
  update private.failure_texts set failures = 0 where failures <> 0;
end $$;

create or replace function private.refresh_after_load(loaded_dataset bigint, knrs text[]) returns integer
language plpgsql set search_path = ''
as $$
declare
  loaded_kind text := (select d.kind from public.datasets d where d.id = loaded_dataset);
begin
  perform private.refresh_labels(knrs);
  if loaded_kind = 'failures' then perform private.refresh_undecided(); end if;
  perform private.refresh_features(knrs, loaded_kind);
  perform private.refresh_analysis(knrs, loaded_kind);
  return cardinality(knrs);
end $$;

-- `ingest_rows` as it is, with one line more.
do $$
declare
  was text := 'private.refresh_features(knrs, ingest_rows.kind);';
  definition text := pg_get_functiondef('public.ingest_rows(text, jsonb, text, text)'::regprocedure);
begin
  if strpos(definition, was) = 0 then raise exception 'ingest_rows does not have: %', was; end if;
  execute replace(definition, was, was || E'\n  perform private.refresh_analysis(knrs, ingest_rows.kind);');
end $$;

-- What was loaded before.
select private.refresh_analysis((select coalesce(array_agg(c.knr), '{}') from public.cars c), null);
