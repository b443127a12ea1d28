import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call } from '../../tools/test/fixtures/functions.ts';
import { database, signedInClient, testStack } from '../../tools/test/stack.ts';
import { csvOf, type Fact, type FactKind, KINDS, tellings } from './both-ways.ts';
import { dumpTables } from './dump.ts';
import { until } from './own-stack.ts';
import { type Dataset, load, newKnr, quietDay, remove } from './plant.ts';

// What comes as a file and what comes over HTTP end in the tables as if both had come as files, in the order of their
// datasets' numbers, whoever was first at a car.

const sql = database();
let engineer: SupabaseClient;
let keys = 0;
const loaded: number[] = [];
beforeAll(async () => void (engineer = await signedInClient('engineer')));
afterAll(async () => {
  for (const id of loaded) await remove(engineer, sql, id);
  await closeDay();
  await sql.end();
});
beforeEach(closeDay);

/** The next row over HTTP begins a dataset of its own, as on a new day. */
async function closeDay(): Promise<void> {
  await sql`update public.datasets set name = 'http-closed-' || id where source = 'http' and name not like 'http-closed-%'`;
}

async function send(kind: FactKind, facts: readonly Fact[]): Promise<any> {
  const { status, body } = await call('ingest', testStack().secretKey, {
    json: { kind, rows: facts.map((fact) => fact.row) },
    headers: { 'idempotency-key': `both-${process.pid}-${Date.now()}-${(keys += 1)}` },
  });
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body.counts.rejected).toBe(0);
  return body;
}

async function upload(kind: FactKind, facts: readonly Fact[]): Promise<Dataset> {
  const dataset = await load(engineer, sql, `${kind}/both.csv`, csvOf(kind, facts));
  expect(dataset).toMatchObject({ status: 'loaded', rows_rejected: 0, error: null });
  expect(dataset.rows_read).toBe((dataset.rows_loaded ?? 0) + (dataset.rows_duplicate ?? 0));
  return dataset;
}

const quiet = () =>
  until(
    'an empty queue',
    async () =>
      (
        await sql`select from graphile_worker.jobs where task_identifier not in ('evaluate_model', 'score_challenger')`
      ).length === 0,
  );

/** The dump of a car after both tellings have come as files, the first one first; nothing of it stays. */
async function asFiles(
  kind: FactKind,
  knr: string,
  first: readonly Fact[],
  second: readonly Fact[],
  without?: Record<string, string[]>,
) {
  const one = await upload(kind, first);
  const two = await upload(kind, second);
  const dump = await dumpTables(sql, [knr]);
  await remove(engineer, sql, two.id);
  await remove(engineer, sql, one.id);
  const after = await dumpTables(sql, [knr]);
  if (without) expect(after).toEqual(without);
  else expect(Object.values(after).flat()).toEqual([]);
  return dump;
}

describe.each(KINDS)('%s', (kind) => {
  test('a row over HTTP in a time that a file speaks of', async () => {
    const [knr, day] = [newKnr(), quietDay(1)];
    const [first, second] = tellings(kind, knr, day);
    const expected = await asFiles(kind, knr, first, second);
    loaded.push((await upload(kind, first)).id);
    const { counts } = await send(kind, second);
    if (kind === 'results') expect(counts).toMatchObject({ pending: 3, loaded: 2 });
    else expect(counts).toMatchObject({ duplicate: 1, loaded: 2, corrected: kind === 'failures' ? 1 : 0 });
    await quiet();
    expect(await dumpTables(sql, [knr])).toEqual(expected);
    // Once more over HTTP, and once more as a file: nothing of it is new.
    await send(kind, second);
    await quiet();
    expect(await dumpTables(sql, [knr])).toEqual(expected);
    const again = await upload(kind, [...second, second[0]!]);
    loaded.push(again.id);
    expect(again).toMatchObject({ rows_loaded: 0, rows_duplicate: second.length + 1, rows_corrected: 0 });
    expect(await dumpTables(sql, [knr])).toEqual(expected);
  });

  test('a file that speaks of what came over HTTP before it', async () => {
    const [knr, day] = [newKnr(), quietDay(2)];
    const [first, second] = tellings(kind, knr, day);
    const expected = await asFiles(kind, knr, first, second);
    const turned = await asFiles(kind, knr, second, first);
    expect((await send(kind, first)).counts).toMatchObject({ loaded: first.length });
    const file = await upload(kind, second);
    loaded.push(file.id);
    expect(file.rows_duplicate).toBe(1);
    expect(await dumpTables(sql, [knr])).toEqual(expected);
    // The first telling once more: it came last now, and counts.
    await send(kind, first);
    await quiet();
    expect(await dumpTables(sql, [knr])).toEqual(turned);
  });

  test.each(['file', 'request'] as const)('both at once, the %s first at the car', async (winner) => {
    const [knr, day] = [newKnr(), quietDay(3)];
    // Another kind has made the car, so that it can be held.
    const other = kind === 'status' ? 'failures' : 'status';
    loaded.push((await upload(other, tellings(other, knr, day)[0])).id);
    const bare = await dumpTables(sql, [knr]);
    const [first, second] = tellings(kind, knr, day);
    const expected = await asFiles(kind, knr, first, second, bare);
    await send(kind, tellings(kind, newKnr(), day)[0]); // a dataset of today is there
    const release = await holdCar(knr);
    const start = { file: () => upload(kind, first), request: () => send(kind, second) };
    try {
      const one = start[winner]();
      await waiting(1);
      const two = start[winner === 'file' ? 'request' : 'file']();
      await waiting(2);
      await release();
      const file = await (winner === 'file' ? one : two);
      loaded.push(file.id);
      await Promise.all([one, two]);
    } finally {
      await release();
    }
    await quiet();
    expect(await dumpTables(sql, [knr])).toEqual(expected);
  });
});

/** Holds a car until the returned function is called. */
async function holdCar(knr: string): Promise<() => Promise<void>> {
  const session = await sql.reserve();
  await session`begin`;
  await session`select from public.cars where knr = ${knr} for update`;
  let held = true;
  return async () => {
    if (!held) return;
    held = false;
    await session`commit`;
    session.release();
  };
}

/** As many others wait for a lock, one behind the other. */
const waiting = (count: number) =>
  until(`${count} that wait`, async () => {
    const rows = await sql`select distinct pid from pg_locks where not granted`;
    return rows.length >= count;
  });
