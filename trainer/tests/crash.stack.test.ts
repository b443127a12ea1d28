import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateDemoPlant } from '../../tools/demo-plant/generate.ts';
import { dumpTables } from './dump.ts';
import { type Fate, Gate } from './gate.ts';
import { type OwnStack as Stack, OwnStack, type Trainer, until } from './own-stack.ts';
import { remove, settled } from './plant.ts';

// Each test ends a trainer at one point of its work, starts another and expects the tables that an undisturbed load made.

const VICTIMS = { results: 'results/resultados-2.csv', failures: 'failures/falhas-2.csv' } as const;
const FIRST = [
  'status/status-1.csv',
  'failures/falhas-1.csv',
  'results/resultados-1.csv',
  'status/status-2.csv',
];

let stack: Stack;
let gate: Gate;
let engineer: SupabaseClient;
let folder: string;
let trainer: Trainer;
let serial = 0;
const without: Record<string, Awaited<ReturnType<typeof dumpTables>>> = {};
let whole: Awaited<ReturnType<typeof dumpTables>>;
const told: Record<string, unknown> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'halle-crash-'));
  [stack] = await Promise.all([
    OwnStack.boot(),
    generateDemoPlant({
      out: folder,
      cars: 200,
      months: 2,
      files: 2,
      resultCars: 60,
      format: 'csv',
      faults: { overlap: 0.3, duplicates: 0.01 },
    }),
  ]);
  gate = await Gate.open(stack.file.apiUrl);
  engineer = await stack.client('engineer');
  trainer = await stack.trainer(gate.url).ready();
  for (const name of FIRST)
    expect(await settled(stack.sql, await upload(name))).toMatchObject({ status: 'loaded' });
  // Undisturbed: the tables with both victims, and with each of them taken out again.
  const ids: Record<string, number> = {};
  for (const [kind, name] of Object.entries(VICTIMS)) {
    const path = await upload(name);
    ids[kind] = (await settled(stack.sql, path)).id;
    told[kind] = await counts(path);
    expect(told[kind]).toMatchObject({ status: 'loaded', adds_up: true });
  }
  whole = await dumpTables(stack.sql);
  expect(Object.values(whole).filter((rows) => rows.length <= 50)).toEqual([]);
  for (const [kind, name] of Object.entries(VICTIMS)) {
    await remove(engineer, stack.sql, ids[kind]!);
    without[kind] = await dumpTables(stack.sql);
    expect(without[kind]).not.toEqual(whole);
    await settled(stack.sql, await upload(name));
    expect(await dumpTables(stack.sql)).toEqual(whole);
  }
}, 120_000);
afterAll(async () => {
  await gate?.close();
  await stack?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => gate.free());

async function upload(name: string): Promise<string> {
  const path = name.replace('.csv', `-${(serial += 1)}.csv`);
  const { error } = await engineer.storage
    .from('uploads')
    .upload(path, new Blob([readFileSync(join(folder, name))]));
  if (error) throw error;
  return path;
}

const counts = async (path: string) =>
  (
    await stack.sql`
    select status, error, kind, rows_read::int, rows_loaded::int, rows_duplicate::int, rows_rejected::int, rows_corrected::int,
      cars_touched::int, period_from::text, period_to::text, duplicate_of, bytes::int, sha256, quality - 'history' as quality,
      rows_read = rows_loaded + rows_duplicate + rows_rejected as adds_up,
      (select count(*)::int from public.dataset_cars c where c.dataset_id = d.id) as cars,
      (select sum(f.rows)::int from public.lake_files f where f.dataset_id = d.id) as lake_rows
    from public.datasets d where storage_path = ${path}`
  )[0];

/** Takes out the loaded dataset of a victim, so that it can be loaded again. */
async function takeOut(kind: keyof typeof VICTIMS): Promise<void> {
  const name = VICTIMS[kind].slice(kind.length + 1, -4);
  for (const row of await stack.sql`
    select id::int from public.datasets where name like ${`${name}%`} and status = 'loaded'`)
    await remove(engineer, stack.sql, row['id']);
  expect(await dumpTables(stack.sql)).toEqual(without[kind]);
}

/** Holds what `lock` locks until the returned function is called, at the latest until the end of the test. */
async function hold(lock: string): Promise<() => Promise<void>> {
  const session = await stack.sql.reserve();
  await session`begin`;
  await session.unsafe(lock);
  const release = async () => {
    if (!held.delete(release)) return;
    await session`commit`;
    session.release();
  };
  held.add(release);
  return release;
}
const held = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const release of held) await release();
});

/** A statement of the trainer waits for a lock; its text. */
const waiting = async () =>
  (
    await stack.sql`
      select query from pg_stat_activity where application_name = 'halle trainer' and wait_event_type = 'Lock'`
  )[0]?.['query'] as string | undefined;

/** What a dead trainer held is free after 5 seconds: they pass at once. */
async function passTime(): Promise<void> {
  for (const table of ['_private_jobs', '_private_job_queues'])
    await stack.sql`
      update graphile_worker.${stack.sql(table)} set locked_at = locked_at - interval '10 seconds' where locked_by is not null`;
}

async function kill(): Promise<void> {
  await trainer.end('SIGKILL');
  expect(trainer.worksInScratch).toBe(true); // what it leaves behind is for the next one to clear
}

/** What a dead trainer's sessions still do in the database comes to its end. */
const sessionsEnded = () =>
  until('the end of its sessions', async () => {
    const rows = await stack.sql`select from pg_stat_activity where application_name like 'halle trainer%'`;
    return rows.length === 0;
  });

async function startAnother(): Promise<void> {
  await passTime();
  trainer = await stack.trainer(gate.url).ready();
}

/** Nothing lost, nothing twice, nothing left over. */
async function expectWhole(path: string, kind: keyof typeof VICTIMS): Promise<void> {
  await settled(stack.sql, path);
  expect(await counts(path)).toEqual(told[kind]);
  expect(await dumpTables(stack.sql)).toEqual(whole);
  await expectTidy();
}

async function expectTidy(): Promise<void> {
  const { sql } = stack;
  await until('an empty queue', async () => (await sql`select from graphile_worker.jobs`).length === 0);
  const names = (rows: readonly Record<string, unknown>[]) =>
    rows.map((row) => String(row['name'])).toSorted();
  const lake = names(await sql`select name from storage.objects where bucket_id = 'lake'`);
  expect(lake).toEqual(names(await sql`select storage_path as name from public.lake_files`));
  const strays = await sql`
    select c.dataset_id from public.dataset_cars c join public.datasets d on d.id = c.dataset_id where d.status <> 'loaded'
    union all select f.dataset_id from public.lake_files f join public.datasets d on d.id = f.dataset_id where d.status <> 'loaded'`;
  expect(strays).toHaveLength(0);
  expect(readdirSync(trainer.scratch)).toEqual([`trainer-${trainer.process.pid}`]);
  // Nothing but the sign that it lives.
  await until('an empty scratch folder', () =>
    readdirSync(trainer.ownFolder).every((name) => name === 'alive'),
  );
}

/** A point of a load: brings the trainer there; what it gives lets go what was held. */
type Point = (path: Promise<string>) => Promise<() => Promise<void>>;
const nothing = () => Promise.resolve();

const atLock =
  (lock: string): Point =>
  async (path) => {
    const release = await hold(lock);
    await path;
    await until(`a wait for: ${lock}`, waiting);
    return release;
  };
const atRequest =
  (method: string, matching: RegExp, after = 0, fate: Fate = 'hold'): Point =>
  async (path) => {
    let seen = 0;
    gate.fate = (m, url) => (m === method && matching.test(url) && seen++ >= after ? fate : 'pass');
    await path;
    await until(`${method} ${matching.source}`, () => gate.stopped.length > 0);
    return nothing;
  };
/** Sorting begins: the phase is told at its start, and it takes tens of milliseconds. */
const atSort: Point = async (path) => {
  await path;
  await until(
    'sorting',
    async () =>
      (await stack.sql`select from public.datasets where status = 'loading' and phase <> 'read'`)[0],
  );
  return nothing;
};
/** The load is committed, but the queue does not know yet. */
const atTheEnd: Point = async (path) => {
  const features = await hold('lock table public.car_features in share mode');
  await path;
  await until('features', waiting);
  const queue = await hold('lock table graphile_worker._private_jobs in share mode');
  await features();
  await until(
    'the end of the job',
    async () =>
      (
        await stack.sql`
          select from pg_stat_activity where query like '%_private_jobs%' and wait_event_type = 'Lock'`
      )[0],
  );
  return async () => {
    await stack.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where query like '%_private_jobs%' and wait_event_type = 'Lock'`;
    await queue();
  };
};

const POINTS: Record<string, Point> = {
  'read: in the middle of the download': atRequest('GET', /\/uploads\//, 0, 'half'),
  sort: atSort,
  'store: between two months': atRequest('POST', /\/lake\//, 1),
  'store: a month is there, its answer not': atRequest('POST', /\/lake\//, 0, 'forget'),
  'write: the cars': atLock('select from public.cars for update'),
  'write: the facts': atLock('lock table public.test_failures, public.failures in share mode'),
  features: atLock('lock table public.car_features in share mode'),
  'committed, and nobody told': atTheEnd,
};
const OF_FAILURES = ['store: between two months', 'write: the facts', 'features'];

const points = [
  ...Object.keys(POINTS).map((at) => ['results', at] as const),
  ...OF_FAILURES.map((at) => ['failures', at] as const),
];
test.each(points)('kill -9 while %s load: %s', async (kind, at) => {
  await takeOut(kind);
  const path = upload(VICTIMS[kind]);
  const release = await POINTS[at]!(path);
  await kill();
  await release();
  gate.free();
  await sessionsEnded();
  if (at !== 'committed, and nobody told') expect(await dumpTables(stack.sql)).toEqual(without[kind]);
  await startAnother();
  await expectWhole(await path, kind);
});

describe('kill -9 while a dataset is removed', () => {
  const removal: Record<string, Point> = {
    'in its transaction': atLock('lock table public.car_features in share mode'),
    'before its files leave the lake': atRequest('DELETE', /\/lake/),
    'after they left, before the tables know': atRequest('DELETE', /\/lake/, 0, 'forget'),
  };
  test.each(Object.entries(removal))('%s', async (_at, point) => {
    const [row] = await stack.sql`
      select id::int, storage_path as path from public.datasets where name like 'resultados-2%' and status = 'loaded'`;
    const release = await point(
      Promise.resolve(engineer.rpc('remove_dataset', { dataset_id: row!['id'] })).then(({ error }) => {
        if (error) throw error;
        return '';
      }),
    );
    await kill();
    await release();
    gate.free();
    await sessionsEnded();
    await startAnother();
    expect(await settled(stack.sql, row!['path'])).toMatchObject({ status: 'removed' });
    await expectTidy();
    expect(await dumpTables(stack.sql)).toEqual(without['results']);
    const path = await upload(VICTIMS.results);
    await expectWhole(path, 'results');
  });
});

test('what a cancelled load has stored does not stay in the lake', async () => {
  await takeOut('results');
  const release = await hold('select pg_advisory_xact_lock(4255301)');
  const path = await upload(VICTIMS.results);
  await until('a stored file', waiting);
  const [row] = await stack.sql`select id::int from public.datasets where storage_path = ${path}`;
  const { error } = await engineer.rpc('cancel_dataset', { dataset_id: row!['id'] });
  expect(error).toBeNull();
  await release();
  expect(await settled(stack.sql, path)).toMatchObject({ status: 'cancelled' });
  await expectTidy();
  expect(await dumpTables(stack.sql)).toEqual(without['results']);
  await engineer.rpc('retry_dataset', { dataset_id: row!['id'] });
  await until('the load', async () => (await settled(stack.sql, path)).status === 'loaded');
  await expectWhole(path, 'results');
});

test('a dataset is loaded again before Storage has deleted the files of its first life', async () => {
  const [row] = await stack.sql`
    select id::int, storage_path as path from public.datasets where name like 'resultados-2%' and status = 'loaded'`;
  const { id, path } = row as unknown as { id: number; path: string };
  gate.fate = (method, url) => (method === 'DELETE' && url.includes('/lake') ? 'cut' : 'pass');
  await remove(engineer, stack.sql, id);
  await until('a refused deletion', () => gate.stopped.length > 0);
  const { error } = await engineer.rpc('retry_dataset', { dataset_id: id });
  expect(error).toBeNull();
  gate.free();
  await until('the load', async () => (await settled(stack.sql, path)).status === 'loaded');
  await expectWhole(path, 'results');
});

test('SIGTERM in the middle hands the load to another trainer at once', async () => {
  await takeOut('results');
  const path = upload(VICTIMS.results);
  await POINTS['read: in the middle of the download']!(path);
  await trainer.end('SIGTERM');
  expect(trainer.process.exitCode).toBe(0);
  expect(readdirSync(trainer.scratch)).toEqual([]);
  expect(await stack.sql`select from graphile_worker.jobs where locked_by is not null`).toHaveLength(0);
  gate.free();
  trainer = await stack.trainer(gate.url).ready(); // without waiting for anything to be given up
  await expectWhole(await path, 'results');
});

test.each([
  ['no answer', /\/uploads\//, 'cut'],
  ['a download that breaks off', /\/uploads\//, 'torn'],
  ['files it does not take', /\/lake\//, 'cut'],
] as const)(
  'Storage is away (%s): the load is tried again, and nothing failed',
  async (_how, matching, fate) => {
    await takeOut('failures');
    gate.fate = (_method, url) => (matching.test(url) ? fate : 'pass');
    const path = await upload(VICTIMS.failures);
    await until(
      'a failed try',
      async () =>
        (
          await stack.sql`select from graphile_worker.jobs where last_error is not null and locked_at is null`
        )[0],
    );
    expect(await counts(path)).toMatchObject({ status: 'loading' });
    gate.free();
    // The queue waits for some seconds before the next try: they pass at once.
    await stack.sql`update graphile_worker._private_jobs set run_at = now() where last_error is not null`;
    await expectWhole(path, 'failures');
  },
);

test('two trainers at once and six files that overlap', async () => {
  for (const { id } of await stack.sql<{ id: string }[]>`
    select id from public.datasets where status = 'loaded' order by id desc`)
    await remove(engineer, stack.sql, Number(id));
  const empty = await dumpTables(stack.sql);
  expect(Object.values(empty).flat()).toEqual([]);
  const second = await stack.trainer(gate.url).ready();
  const paths = await Promise.all([...Object.values(VICTIMS), ...FIRST.toReversed()].map(upload));
  for (const path of paths) {
    expect(await settled(stack.sql, path)).toMatchObject({ status: 'loaded' });
    expect(await counts(path)).toMatchObject({ adds_up: true });
  }
  expect(await dumpTables(stack.sql)).toEqual(whole);
  await second.end('SIGTERM');
  await expectTidy();
});
