-- When a road test ended, and how the line was doing then. A feature of a car may know of another car's road test once it
-- had ended: with the failure found at ROD, or with the point behind it. Each end keeps the failure rate of the last 200,
-- so that a car needs only the last end before its own last status point. docs/decisions/0017.

alter table public.cars add column road_test_ended_at timestamp;
comment on column public.cars.road_test_ended_at is 'When the label was known on the line; null while the label is.';
create index cars_by_end on public.cars (road_test_ended_at, knr) where road_test_ended_at is not null;

alter table public.car_features
  add column last_failure_at timestamp,
  add column last_point_at timestamp;
comment on column public.car_features.last_point_at is 'The last status point before the entry: the clock of the features.';
create index car_features_by_last_point on public.car_features (last_point_at);

-- The ends as the features know them. Cars follow at once, in the same transaction (`line_changes`).
create table private.road_test_ends (
  knr text primary key,
  ended_at timestamp not null,
  failed boolean not null,
  failure_rate_200 real
) with (fillfactor = 70);
create index road_test_ends_in_order on private.road_test_ends (ended_at, knr);
comment on column private.road_test_ends.failure_rate_200 is 'Of this end and the 199 before it; null while they are fewer than 50.';

-- Cars whose label changed since the ends were told, or that are gone.
create table private.line_changes (knr text not null);
alter table private.road_test_ends enable row level security;
alter table private.line_changes enable row level security;

-- A car that nobody speaks of any more: its road test never was.
create function private.on_cars_gone() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into private.line_changes (knr) select g.knr from gone g where g.road_test_ended_at is not null;
  return null;
end $$;
create trigger cars_gone after delete on public.cars referencing old table as gone
  for each statement execute function private.on_cars_gone();

-- Whoever changes ends or features holds the line until its transaction is over: else of two at once each would miss
-- what the other one changes. To be taken after all cars that it locks and before the first row that it writes.
create function private.hold_line() returns void
language sql set search_path = ''
as $$ select pg_advisory_xact_lock(4255303) $$;

-- How functions that take cars plan their statements: of a few cars the plan is kept, because planning takes longer than
-- the work; many want one made for their number. A plan made for ten cars compares each of 11,000 with all others.
create function private.plan_mode(knrs text[]) returns text
language sql immutable set search_path = ''
as $$ select case when cardinality(knrs) <= 1000 then 'force_generic_plan' else 'force_custom_plan' end $$;

create or replace function private.refresh_labels(knrs text[]) returns void
language plpgsql set search_path = '' set plan_cache_mode = 'auto'
as $$
begin
  perform set_config('plan_cache_mode', private.plan_mode(knrs), true);
  with covered as materialized (
    select lower(c.covered) as from_at, upper(c.covered) - interval '2 hours' as to_at from private.failures_covered() c
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
  labelled as materialized (
    select e.knr, e.entry_at, e.failed_at, l.left_at,
      case when e.failed_at is not null then true
        when exists (select from covered v where e.entry_at >= v.from_at and l.left_at <= v.to_at) then false
      end as failed
    from entered e left join departed l on l.knr = e.knr
  ),
  changed as (
    update public.cars c
    set road_test_at = f.entry_at, road_test_failed = f.failed,
      road_test_ended_at = case f.failed when true then f.failed_at when false then f.left_at end, updated_at = now()
    from labelled f
    where f.knr = c.knr
      and (f.entry_at, f.failed, case f.failed when true then f.failed_at when false then f.left_at end)
        is distinct from (c.road_test_at, c.road_test_failed, c.road_test_ended_at)
    returning c.knr
  )
  insert into private.line_changes (knr) select c.knr from changed c;
end $$;

-- Brings the ends up to the labels. Returns the time in which the last end before a moment, or its rate, may be another
-- one now; null when nothing changed. An end counts in the 200 from itself on: beyond those nothing is read or written.
create function private.refresh_road_test_ends() returns tsrange
language plpgsql set search_path = '' set work_mem = '64MB' set plan_cache_mode = 'auto'
as $$
declare
  knrs text[];
  from_at timestamp;
  to_at timestamp;
  until_at timestamp;
begin
  perform private.hold_line();
  with told as (
    delete from private.line_changes returning knr
  )
  select array_agg(distinct t.knr) into knrs from told t;
  if knrs is null then return null; end if;
  perform set_config('plan_cache_mode', private.plan_mode(knrs), true);
  with changed as (
    select t.knr, e.ended_at as was_at, c.road_test_ended_at as is_at
    from unnest(knrs) t (knr) left join private.road_test_ends e using (knr) left join public.cars c using (knr)
    where (e.ended_at, e.failed) is distinct from
      (c.road_test_ended_at, case when c.road_test_ended_at is not null then c.road_test_failed end)
  ),
  gone as (
    delete from private.road_test_ends e using changed x where e.knr = x.knr and x.is_at is null
  )
  select least(min(x.was_at), min(x.is_at)), greatest(max(x.was_at), max(x.is_at)) into from_at, to_at from changed x;
  if from_at is null then return null; end if;

  select c.road_test_ended_at into until_at from public.cars c
  where c.road_test_ended_at > to_at order by c.road_test_ended_at, c.knr offset 199 limit 1;
  until_at := coalesce(until_at, 'infinity');
  with ends as (
    (select c.knr, c.road_test_ended_at as ended_at, c.road_test_failed as failed from public.cars c
      where c.road_test_ended_at < from_at order by c.road_test_ended_at desc, c.knr desc limit 199)
    union all
    select c.knr, c.road_test_ended_at, c.road_test_failed from public.cars c
    where c.road_test_ended_at >= from_at and c.road_test_ended_at < until_at
  ),
  counted as (
    select x.*, count(*) over last_200 as ended, count(*) filter (where x.failed) over last_200 as failures
    from ends x window last_200 as (order by x.ended_at, x.knr rows 199 preceding)
  )
  insert into private.road_test_ends as e (knr, ended_at, failed, failure_rate_200)
  select x.knr, x.ended_at, x.failed, case when x.ended >= 50 then x.failures::double precision / x.ended end
  from counted x where x.ended_at >= from_at
  on conflict (knr) do update
  set ended_at = excluded.ended_at, failed = excluded.failed, failure_rate_200 = excluded.failure_rate_200
  where (e.ended_at, e.failed, e.failure_rate_200) is distinct from (excluded.ended_at, excluded.failed, excluded.failure_rate_200);
  -- As a load does with the tables that it writes: autovacuum comes too late.
  if cardinality(knrs) > 1000 then analyze private.road_test_ends; end if;
  return tsrange(from_at, until_at);
end $$;

-- Ends of the cars that are there; their features follow in the next migration.
select private.refresh_labels((select coalesce(array_agg(c.knr), '{}') from public.cars c));

-- The next migration makes it anew, with the kind of rows that changed.
drop function private.refresh_features(text[]);
