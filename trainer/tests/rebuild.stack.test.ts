import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putInUse } from '../../supabase/tests/put-in-use.ts';
import { commandContext, rebuildTables } from '../rebuild.ts';
import { housekeeping } from '../tasks/housekeeping.ts';
import { csvOf, type Fact, type FactKind, KINDS, tellings } from './both-ways.ts';
import { dumpTables, sumsThatDiffer } from './dump.ts';
import { OwnStack, until } from './own-stack.ts';
import { FAILURES, failure, load, newKnr, remove } from './plant.ts';

// A plant of files, corrections, a removed and a repeated file, and rows over HTTP of a day that is over (in the lake)
// and of today (in the journal), made anew from the lake.

const [a, b, c] = [newKnr(), newKnr(), newKnr()];
const day = '2031-05-05';
let stack: OwnStack;
let sql: Sql;
let engineer: SupabaseClient;
let keys = 0;
const context = () =>
  commandContext({
    databaseUrl: stack.file.dbUrl,
    apiUrl: stack.file.apiUrl,
    secretKey: stack.file.secretKey,
    scratchDir: join(stack.folder, 'scratch'),
  });

beforeAll(async () => {
  stack = await OwnStack.boot();
  sql = stack.sql;
  engineer = await stack.client('engineer');
  await stack.trainer().ready();
  for (const kind of KINDS) {
    const [first, second] = tellings(kind, a, day);
    await upload(kind, [...first, ...tellings(kind, b, day)[0]]);
    await upload(kind, second);
    await upload(kind, second); // a duplicate
    const gone = await upload(kind, tellings(kind, b, day)[1]);
    await remove(engineer, sql, gone.id);
    // Of a day that is over: a correction of a file, and a car of its own.
    await send(kind, [...tellings(kind, b, day)[1], ...tellings(kind, c, day)[0]]);
  }
  await sql`update public.datasets set name = 'http-2020-01-01', created_at = now() - interval '2 days' where source = 'http'`;
  const own = context();
  await housekeeping(own);
  await own.sql.end();
  await until(
    'the journal in the lake',
    async () => (await sql`select from public.ingested_rows`).length === 0,
  );
  const label = [failure(a, 'ZP5', `${day} 05:00:00`), failure(a, 'ROD', `${day} 12:30:00`)].join('');
  await load(engineer, sql, 'failures/label.csv', FAILURES + label);
  await sql`update public.retrain_policy set min_new_labels = labels_since_run + 1`;
  // Of today: it corrects the day that is over.
  for (const kind of KINDS) await send(kind, tellings(kind, c, day)[1]);
  await quiet();
  expect((await sql`select from public.ingested_rows`).length).toBeGreaterThan(5);
}, 90_000);
afterAll(() => stack?.stop());

const upload = async (kind: FactKind, facts: readonly Fact[]) => {
  const dataset = await load(engineer, sql, `${kind}/rebuilt.csv`, csvOf(kind, facts));
  expect(dataset).toMatchObject({ status: 'loaded', rows_rejected: 0 });
  return dataset;
};
async function send(kind: FactKind, facts: readonly Fact[]): Promise<void> {
  const response = await fetch(`${stack.file.apiUrl}/functions/v1/ingest`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${stack.file.secretKey}`,
      'content-type': 'application/json',
      'idempotency-key': `rebuild-${(keys += 1)}`,
    },
    body: JSON.stringify({ kind, rows: facts.map((fact) => fact.row) }),
  });
  expect(response.status, await response.text()).toBe(200);
}
const quiet = () =>
  until('an empty queue', async () => (await sql`select from graphile_worker.jobs`).length === 0);

/** Every row of every table of the plant, but for when it was written. */
async function dumpAll(): Promise<Record<string, string[]>> {
  const tables = await sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  const dump: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows =
      await sql`select (to_jsonb(t) - 'updated_at')::text as line from public.${sql(name)} t order by 1`;
    dump[name] = rows.map((row) => row['line'] as string);
  }
  return { ...(await dumpTables(sql)), ...dump };
}

test('the command ends with the same tables, all of them', async () => {
  const before = await dumpAll();
  expect(await sql`select from public.cars where road_test_failed`).toHaveLength(1);
  for (const table of [
    'cars',
    'failures',
    'status_events',
    'test_results',
    'test_failures',
    'car_features',
    'failure_facts',
    'car_passages',
  ])
    expect(before[table]?.length, table).toBeGreaterThanOrEqual(3);
  const command = join(import.meta.dirname, '../../tools/rebuild.ts');
  const ran = spawnSync(process.execPath, [command, '--stack', join(stack.folder, 'stack.json')], {
    encoding: 'utf8',
  });
  expect(ran.stderr).toBe('');
  expect(ran.status).toBe(0);
  expect(ran.stdout).toMatch(/3 cars from 13 datasets in/);
  expect(await dumpAll()).toEqual(before);
  expect(await sumsThatDiffer(sql)).toEqual([]);
});

test('also when the tables were lost, or hold what nobody told', async () => {
  const before = await dumpAll();
  await sql`delete from public.test_results where knr = ${a}`;
  await sql`delete from public.failures`;
  await sql`delete from private.failure_facts`;
  await sql`delete from public.dataset_cars where knr = ${c}`;
  await sql`update public.cars set road_test_failed = null, model = 'another'`;
  await sql`insert into public.cars (knr) values (${newKnr()})`;
  expect(await dumpAll()).not.toEqual(before);
  const own = context();
  await rebuildTables(own, () => undefined);
  await own.sql.end();
  expect(await dumpAll()).toEqual(before);
  expect(await sumsThatDiffer(sql)).toEqual([]);
});

test('predictions keep their outcome, and one that is another now gets it', async () => {
  const [model] = await sql`
    insert into public.models (name, algorithm, storage_path, sha256, bytes, inputs, threshold, cars_trained)
    values ('of outcomes', 'test', 'x.onnx', 'of outcomes', 1, '[]', 0.25, 100) returning id::int`;
  await sql.begin((sql) => putInUse(sql, model!['id']));
  const [car] = await sql`select knr from public.cars where road_test_failed`;
  await sql`
    insert into public.predictions (knr, deployment_id, probability, decision, outcome, outcome_at)
    select ${car!['knr']}, (select max(id) from public.deployments), 0.5, 'long', outcome, '2031-06-01'
    from unnest(array[true, false]) outcome`;
  const own = context();
  await rebuildTables(own, () => undefined);
  await own.sql.end();
  const rows = await sql`
    select outcome, outcome_at = '2031-06-01' as untouched from public.predictions order by id`;
  expect([...rows]).toEqual([
    { outcome: true, untouched: true },
    { outcome: true, untouched: false },
  ]);
});

test('readers see the old tables until it is done; rows over HTTP wait, and are told once', async () => {
  const [d, before] = [newKnr(), await dumpTables(sql)];
  // The rebuild stands still after it has taken out all facts.
  const held = await sql.reserve();
  await held`begin`;
  await held`lock table public.car_features in share mode`;
  const own = context();
  const rebuilding = rebuildTables(own, () => undefined);
  const waiting = (count: number) =>
    until(`${count} that wait`, async () => {
      const rows = await held`select distinct pid from pg_locks where not granted`;
      return rows.length >= count;
    });
  await waiting(1);
  expect(await dumpTables(sql)).toEqual(before);
  const rows = tellings('results', d, day)[0];
  const sending = send('results', rows);
  await waiting(2);
  await held`commit`;
  held.release();
  await Promise.all([rebuilding, sending]);
  await own.sql.end();
  await quiet();

  expect(await dumpTables(sql, [a, b, c])).toEqual(before);
  const [sums] = await sql`select sum(ok + not_ok)::int as rows from public.test_results where knr = ${d}`;
  expect(sums).toEqual({ rows: rows.length });
});
