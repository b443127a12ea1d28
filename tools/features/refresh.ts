import type { Feature } from '../../shared/features/feature.ts';
import { ROW_SOURCES } from '../../shared/features/sources.ts';

type RowSourceName = keyof typeof ROW_SOURCES;
const SOURCES = Object.keys(ROW_SOURCES) as RowSourceName[];

/** What a source's rows also tell, for features of other sources. */
const TIMES: Partial<Record<RowSourceName, readonly [column: string, sql: string]>> = {
  failures: ['last_failure_at', 'max(f.found_at)'],
  status: ['last_point_at', 'max(s.passed_at)'],
};
const hasRows = (feature: Feature): feature is Feature & { source: RowSourceName } =>
  feature.source in ROW_SOURCES;

/**
 * The cars, and which of their sources are told anew. Of a car whose entry moved, all: its rows are cut elsewhere. They
 * are numbered, because rows are grouped and sorted by a number in half the time that it takes by a text.
 */
const cars = `
  car as materialized (
    select c.knr, row_number() over () as n, c.road_test_at, coalesce(c.road_test_at, 'infinity') as cut_at,
      was.last_failure_at as last_failure_was, was.last_point_at as last_point_was,
      coalesce(refresh_features.kind is not null and was.knr is not null and was.as_of is not distinct from c.road_test_at, false) as stands
    from public.cars c join (select distinct unnest(knrs) as knr) wanted using (knr) left join public.car_features was using (knr)
  )`;

const anew = (source: RowSourceName) =>
  `(refresh_features.kind in (${ROW_SOURCES[source].kinds.map((kind) => `'${kind}'`).join(', ')}) or not k.stands)`;

function aggregates(source: RowSourceName, features: readonly Feature[], from: 'car' | 'times'): string {
  const { table, row, where } = ROW_SOURCES[source];
  const time = TIMES[source];
  const columns = [
    ...(time ? [`${time[1]} as ${time[0]}`] : []),
    ...features.filter((f) => f.source === source).map((f) => `${f.sql} as ${f.name}`),
  ];
  return `
  ${source} as (
    select k.n,
      ${columns.join(',\n      ')}
    from ${from} k join ${table} ${row} on ${row}.knr = k.knr
    where ${anew(source)}
      and ${where}
    group by k.n
  )`;
}

const times = `
  times as (
    select k.*,
      case when ${anew('failures')} then failures.last_failure_at else k.last_failure_was end as last_failure_at,
      case when ${anew('status')} then status.last_point_at else k.last_point_was end as last_point_at
    from car k left join failures on failures.n = k.n left join status on status.n = k.n
  )`;

function valueOf(feature: Feature): string {
  if (!hasRows(feature)) return feature.sql;
  const { name, source, without } = feature;
  const fresh = without === undefined ? `${source}.${name}` : `coalesce(${source}.${name}, ${without})`;
  return `case when ${anew(source)} then ${fresh} else was.${name} end`;
}

/** The function that makes the features of cars. Every rule about time is in `ROW_SOURCES`. */
export function refreshFunction(features: readonly Feature[]): string {
  const columns = ['as_of', 'last_failure_at', 'last_point_at', ...features.map((f) => f.name)];
  const values = ['k.road_test_at', 'k.last_failure_at', 'k.last_point_at', ...features.map(valueOf)];
  const parts = SOURCES.map((s) => [s, aggregates(s, features, s === 'failed_tests' ? 'times' : 'car')]);
  const part = Object.fromEntries(parts) as Record<RowSourceName, string>;
  return `
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
  with${[cars, part.failures, part.status, times, part.results, part.failed_tests].join(',')}
  insert into public.car_features as old (knr,
    ${columns.join(',\n    ')}
  )
  select k.knr,
    ${values.join(',\n    ')}
  from times k join public.cars c on c.knr = k.knr left join public.car_features was on was.knr = k.knr
  ${SOURCES.map((s) => `left join ${s} on ${s}.n = k.n`).join('\n  ')}
  on conflict (knr) do update set
    ${columns.map((name) => `${name} = excluded.${name}`).join(',\n    ')},
    updated_at = now();
  if cardinality(knrs) > 1000 then analyze public.car_features (knr, last_point_at); end if;
  if moved is not null then perform private.refresh_line(moved); end if;
end $$;
`;
}

/** The function that makes features of the line anew where road tests before the car are told otherwise. */
export function lineFunction(features: readonly Feature[]): string {
  const line = features.filter((f) => f.source === 'line');
  const names = line.map((f) => f.name);
  return `
-- Makes the features of the line anew for cars whose last status point is in a time; writes only what changed.
create or replace function private.refresh_line(moved tsrange) returns void
language plpgsql set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
begin
  update public.car_features f
  set ${names.map((name) => `${name} = fresh.${name}`).join(', ')}, updated_at = now()
  from (
    select k.knr, ${line.map((f) => `(${f.sql})::real as ${f.name}`).join(', ')}
    from public.car_features k where k.last_point_at >= lower(moved) and k.last_point_at < upper(moved)
  ) fresh
  where fresh.knr = f.knr and (${names.map((name) => `f.${name}`).join(', ')}) is distinct from (${names.map((name) => `fresh.${name}`).join(', ')});
end $$;
`;
}
