import type { Sql } from 'postgres';

const TABLES: Readonly<Record<string, string>> = {
  cars: 'knr',
  failures: 'row_key',
  status_events: 'row_key',
  test_results: 'knr, test_group, unit, hour',
  test_failures: 'row_key',
  car_features: 'knr',
};

/**
 * The tables of facts as text, ordered by key: of the given cars, or of all. Without what tells when and by which
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
  return dump;
}
