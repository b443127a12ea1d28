-- Where "no failure" means "passed". An export covers the days on which it has as many rows as a working day has
-- (dataset_months.days) and up to four days without work after them, not all the time between its first and its last
-- row: one stray row of January in an export of May says nothing of March. Of rows over HTTP only what came as it
-- happened counts (datasets.live_from): a correction sent later covers nothing. Exports that follow each other within two
-- hours cover the time between them.

create function private.failures_covered() returns table (covered tsrange)
language sql stable set search_path = ''
as $$
  select unnest(range_agg(r.known)) from (
    select tsrange(greatest(d.period_from, x.day::timestamp), least(d.period_to, x.day + interval '5 days') + interval '2 hours', '[]') as known
    from public.datasets d join public.dataset_months m on m.dataset_id = d.id cross join unnest(m.days) as x (day)
    where d.kind = 'failures' and d.status = 'loaded' and x.day::timestamp <= d.period_to and x.day + interval '5 days' >= d.period_from
    union all
    select tsrange(d.live_from, d.live_to + interval '2 hours', '[]')
    from public.datasets d where d.kind = 'failures' and d.status = 'loaded' and d.live_from is not null
  ) r
$$;

create or replace function private.refresh_labels(knrs text[]) returns void
language sql set search_path = ''
as $$
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

-- Labels of the cars that loaded failures decide by now. A car that is locked is in the hands of a transaction that
-- makes its label; where that one did not see these failures yet, the trainer's housekeeping asks again.
create function private.refresh_undecided() returns void
language plpgsql set search_path = ''
as $$
declare
  knrs text[];
begin
  select array_agg(u.knr) into knrs from (
    select c.knr from public.cars c, private.failures_covered() p
    where c.road_test_failed is null and c.road_test_at between lower(p.covered) and upper(p.covered)
    for update of c skip locked
  ) u;
  if knrs is not null then perform private.refresh_labels(knrs); end if;
end $$;
