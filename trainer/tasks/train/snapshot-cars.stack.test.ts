import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql, TransactionSql } from 'postgres';
import { afterAll, expect, it } from 'vitest';
import { rolledBack } from '../../../supabase/tests/as-caller.ts';
import { database, serviceClient, testStack } from '../../../tools/test/stack.ts';
import type { TrainerContext } from '../../context.ts';
import { keepSnapshot, readSnapshot } from './snapshot.ts';
import { splitByTime } from './split.ts';

const sql = database();
const scratchDir = mkdtempSync(join(tmpdir(), 'halle-snapshot-'));
afterAll(async () => {
  await sql.end();
  rmSync(scratchDir, { recursive: true, force: true });
});

function contextOf(tx: TransactionSql): TrainerContext {
  const { apiUrl, dbUrl, secretKey } = testStack();
  return {
    settings: { apiUrl, databaseUrl: dbUrl, secretKey, scratchDir },
    sql: tx as unknown as Sql,
    supabase: serviceClient(),
    log: () => undefined,
  };
}

const DATASETS = [
  { name: 'failures of 2096', source: 'file', review: 'fine', sha256: 'f'.repeat(64), from: 1, to: 600 },
  { name: '2096-01-05', source: 'http', review: 'fine', sha256: null, from: 551, to: 590 },
  { name: 'strange', source: 'file', review: 'needs_look', sha256: 'e'.repeat(64), from: 591, to: 600 },
  { name: 'stranger', source: 'file', review: 'needs_look', sha256: 'd'.repeat(64), from: 596, to: 610 },
] as const;

/**
 * 600 labelled cars and ten without a label, the later the number the earlier the entry, so that the order of time is
 * not the order of numbers. Returns the datasets' ids.
 */
async function fill(tx: TransactionSql): Promise<number[]> {
  await tx`update public.cars set road_test_failed = null, road_test_ended_at = null`;
  await tx`insert into public.cars (knr, road_test_at, road_test_failed)
    select '2096-' || to_char(n, 'FM0000000'), timestamp '2096-03-01' - n * interval '1 hour',
      case when n <= 600 then n % 10 = 0 end
    from generate_series(1, 610) n`;
  await tx`select private.refresh_features((select array_agg(knr) from public.cars where knr like '2096-%'))`;
  const ids: number[] = [];
  for (const { name, source, review, sha256, from, to } of DATASETS) {
    const [row] = await tx`
      insert into public.datasets (kind, source, name, storage_path, sha256, status, review,
        rows_read, rows_loaded, rows_duplicate, rows_rejected)
      values ('failures', ${source}, ${name}, ${source === 'file' ? 'test' : null}, ${sha256}, 'loaded', ${review}, 9, 8, 1, 0)
      returning id`;
    ids.push(Number(row!['id']));
    await tx`insert into public.dataset_cars (dataset_id, knr, from_at, to_at)
      select ${row!['id']}, '2096-' || to_char(n, 'FM0000000'), timestamp '2096-01-01', timestamp '2096-03-01'
      from generate_series(${from}::integer, ${to}::integer) n`;
  }
  return ids;
}

async function keep(tx: TransactionSql): Promise<{ id: number; holdoutFrom: string }> {
  const snapshot = await readSnapshot(contextOf(tx));
  const { holdoutFrom } = splitByTime(snapshot);
  return { id: await keepSnapshot(contextOf(tx), snapshot, holdoutFrom), holdoutFrom };
}
const cars = (tx: TransactionSql, id: number) =>
  tx`select learned, held_out, excluded, datasets from public.snapshot_cars where snapshot_id = ${id}`;
const knrs = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `2096-${String(from + i).padStart(7, '0')}`);

it('keeps which cars were learned from, held out and left out, and the files that speak of them', () =>
  rolledBack(sql, async (tx) => {
    const [failures, http, strange, stranger] = await fill(tx);
    const { id } = await keep(tx);
    const [row] = await cars(tx, id);
    // 590 cars without the ten in review; the newest fifth, which has the lowest numbers, is held out.
    expect(row!['held_out']).toEqual(knrs(1, 118));
    expect(row!['learned']).toEqual(knrs(119, 590));
    expect(row!['excluded']).toEqual(
      knrs(591, 600).map((knr) => ({ knr, reason: 'in_review', datasetId: strange })),
    );
    expect(row!['datasets']).toEqual([
      { id: failures, name: 'failures of 2096', kind: 'failures', sha256: 'f'.repeat(64), rows: 8 },
      { id: http, name: '2096-01-05', kind: 'failures', sha256: null, rows: 8 },
    ]);
    expect(stranger).toBeGreaterThan(strange!);
  }));

it('a snapshot that is there keeps its row, and gets one where it has none', () =>
  rolledBack(sql, async (tx) => {
    const [, , strange, stranger] = await fill(tx);
    const { id } = await keep(tx);
    await tx`update public.snapshot_cars set datasets = '[]' where snapshot_id = ${id}`;
    expect((await keep(tx)).id).toBe(id);
    expect((await cars(tx, id))[0]!['datasets']).toEqual([]);

    await tx`delete from public.snapshot_cars where snapshot_id = ${id}`;
    expect((await keep(tx)).id).toBe(id);
    expect((await cars(tx, id))[0]!['datasets']).toHaveLength(2);

    // Other cars are another snapshot.
    await tx`update public.datasets set review = 'accepted' where id in (${strange!}, ${stranger!})`;
    const accepted = await keep(tx);
    expect(accepted.id).not.toBe(id);
    const [row] = await cars(tx, accepted.id);
    expect([row!['learned'].length, row!['held_out'].length, row!['excluded']]).toEqual([480, 120, []]);
  }));
