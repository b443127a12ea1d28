import type { ISql, Sql } from 'postgres';

const TABLES: Readonly<Record<string, string>> = {
  cars: 'knr',
  failures: 'row_key',
  status_events: 'row_key',
  test_results: 'knr, test_group, unit, hour',
  test_failures: 'row_key',
  car_features: 'knr',
};

/**
 * The tables of facts, and what the page Analysis counts, as text, ordered by key: of the given cars, or of all. Without what tells when and by which
 * dataset a row came, and nothing else.
 */
export async function dumpTables(sql: Sql, knrs?: readonly string[]): Promise<Record<string, string[]>> {
  const dump: Record<string, string[]> = {};
  for (const [table, key] of Object.entries(TABLES)) {
    const rows = await sql`
      select (to_jsonb(t) - 'dataset_id' - 'updated_at')::text as line from public.${sql(table)} t
      where ${knrs ? sql`knr = any (${[...knrs]})` : sql`true`} order by ${sql.unsafe(key)}`;
    dump[table] = rows.map((row) => row['line'] as string);
  }
  const facts = await sql`
    select jsonb_build_array(private.knr_of(f.car), f.day, t.failure, p.code, c.code, g.code, e.code, k.code)::text as line
    from private.failure_facts f join private.failure_texts t on t.id = f.text join private.analysis_codes p on p.id = f.part
    join private.analysis_codes c on c.id = f.checkpoint join private.analysis_codes g on g.id = f.failure_group
    join private.analysis_codes e on e.id = f.engine join private.analysis_codes k on k.id = f.color
    where ${knrs ? sql`private.knr_of(f.car) = any (${[...knrs]})` : sql`true`} order by 1`;
  dump['failure_facts'] = facts.map((row) => row['line'] as string);
  const passages = await sql`
    select (to_jsonb(p) || jsonb_build_object('engine', e.code, 'color', k.code))::text as line
    from private.car_passages p join private.analysis_codes e on e.id = p.engine join private.analysis_codes k on k.id = p.color
    where ${knrs ? sql`private.knr_of(p.car) = any (${[...knrs]})` : sql`true`} order by p.car`;
  dump['car_passages'] = passages.map((row) => row['line'] as string);
  return dump;
}

/** Where the sums of the page Analysis are not those of its facts, and its facts not those of the failures: nowhere. */
export async function sumsThatDiffer(sql: ISql): Promise<unknown[]> {
  const rows = await sql`
    with summed as (
      select x.dimension::private.failure_dimension as dimension, f.day, x.code, count(*)::integer as failures
      from private.failure_facts f, lateral (values ('checkpoint', f.checkpoint), ('part', f.part), ('failure_group', f.failure_group),
        ('engine', f.engine), ('color', f.color)) as x (dimension, code)
      group by 1, 2, 3
    ),
    texts as (
      select t.failure, count(f.text)::integer as failures from private.failure_texts t left join private.failure_facts f on f.text = t.id
      group by t.failure
    )
    (select 'day' as of, to_jsonb(s) as row from summed s except select 'day', to_jsonb(d) from private.failure_days d)
    union all (select 'day', to_jsonb(d) from private.failure_days d except select 'day', to_jsonb(s) from summed s)
    union all (select 'text', to_jsonb(t) from texts t
      except select 'text', jsonb_build_object('failure', t.failure, 'failures', t.failures) from private.failure_texts t)`;
  return [...rows];
}
