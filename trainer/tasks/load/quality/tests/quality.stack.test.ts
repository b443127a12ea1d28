import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { become, refusal, rolledBack } from '../../../../../supabase/tests/as-caller.ts';
import { database } from '../../../../../tools/test/stack.ts';
import { openDuck, type Duck } from '../../duck.ts';
import { assessQuality } from '../index.ts';
import { failureRows, type FailureRows } from './rows.ts';

const sql = database();
let folder = '';
let duck: Duck;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halle-quality-'));
  duck = await openDuck(folder);
});
afterAll(async () => {
  duck[Symbol.dispose]();
  await rm(folder, { recursive: true });
  await sql.end();
});

const MONTH: FailureRows = { from: '2024-05-01', days: 31, carsADay: 10, rowsPerCar: 10 };

/** A failures dataset as a load leaves it, after its gate. */
async function loaded(tx: TransactionSql, rows: Partial<FailureRows> = {}) {
  const [row] = await tx`
    insert into public.datasets (kind, name, storage_path, status, rows_read, rows_loaded, rows_duplicate, rows_rejected)
    values ('failures', 'test', 'test', 'loaded', 0, 0, 0, 0) returning id`;
  const id = Number(row!['id']);
  await failureRows(duck, 'file', { ...MONTH, ...rows });
  const dataset = { id, kind: 'failures', rowsRead: 3100, rowsRejected: 0, rowsDuplicate: 0 } as const;
  const { report, review } = await assessQuality(duck, tx, dataset, 'file');
  await tx`update public.datasets set quality = ${tx.json(report)}, review = ${review} where id = ${id}`;
  return { id, report, review, concerns: report.concerns.map(({ code }) => code) };
}

/** In a transaction without any other dataset, always rolled back. */
const alone = (work: (tx: TransactionSql) => Promise<void>) =>
  rolledBack(sql, async (tx) => {
    await tx`update public.datasets set status = 'removed'`;
    await work(tx);
  });

describe('the history of a kind', () => {
  it('is what the datasets before were, by code, blanks, months and days', async () => {
    await alone(async (tx) => {
      expect(await loaded(tx, { from: '2024-01-01', days: 121 })).toMatchObject({
        review: 'fine',
        concerns: [],
      });
      expect(await loaded(tx)).toMatchObject({ review: 'fine', concerns: [] });
      const strange = await loaded(tx, {
        from: '2024-06-01',
        days: 30,
        rowsPerCar: 16,
        engine: `''`,
        checkpoint: `'NEW'`,
        where: `day(day) not between 10 and 20`,
      });
      expect(strange).toMatchObject({
        review: 'needs_look',
        concerns: ['blank_share', 'new_codes', 'days_without', 'rate_far'],
      });
      expect(strange.report.newCodes).toMatchObject([{ column: 'checkpoint', codes: ['NEW'] }]);
    });
  });

  it('leaves out what waits for a look, until it is accepted', async () => {
    await alone(async (tx) => {
      await loaded(tx);
      const first = await loaded(tx, { checkpoint: `'NEW'` });
      expect(first.review).toBe('needs_look');
      expect((await loaded(tx, { checkpoint: `'NEW'` })).review).toBe('needs_look');
      await become(tx, 'engineer');
      await tx`select public.accept_dataset(${first.id})`;
      await tx`reset role`;
      expect((await loaded(tx, { checkpoint: `'NEW'` })).review).toBe('fine');
    });
  });

  it('forgets a dataset that is removed', async () => {
    await alone(async (tx) => {
      const { id } = await loaded(tx);
      await tx`update public.datasets set status = 'removing' where id = ${id}`;
      expect(await tx`select from public.dataset_codes where dataset_id = ${id}`).not.toHaveLength(0);
      await tx`update public.datasets set status = 'removed' where id = ${id}`;
      for (const table of ['dataset_codes', 'dataset_months']) {
        expect(await tx`select from public.${tx.unsafe(table)} where dataset_id = ${id}`).toHaveLength(0);
      }
      expect(await loaded(tx, { checkpoint: `'NEW'` })).toMatchObject({
        concerns: [],
        report: { newCodes: [] },
      });
    });
  });

  it('holds a dataset once, however often its load is tried', async () => {
    await alone(async (tx) => {
      await loaded(tx, { checkpoint: `'ZP7'`, engine: `'CWL'` });
      const { id, report } = await loaded(tx);
      expect(report.newCodes).toMatchObject([{ codes: ['ZP5'] }, { codes: ['DHS'] }]);
      await tx`update public.datasets set review = 'accepted' where id = ${id}`;
      const dataset = { id, kind: 'failures', rowsRead: 3100, rowsRejected: 0, rowsDuplicate: 0 } as const;
      expect((await assessQuality(duck, tx, dataset, 'file')).report).toEqual(report);
      expect(
        await tx`select code, rows::integer from public.dataset_codes where dataset_id = ${id} order by code`,
      ).toMatchObject(['1', 'BZ', 'DHS', 'K2K2', 'ZP5'].map((code) => ({ code, rows: 3100 })));
      expect(
        await tx`select month::text, cars, rows::integer, cardinality(days) as days from public.dataset_months where dataset_id = ${id}`,
      ).toMatchObject([{ month: '2024-05-01', cars: 310, rows: 3100, days: 31 }]);
    });
  });
});

describe('the bounds', () => {
  it('are what the plant set', async () => {
    await alone(async (tx) => {
      await loaded(tx);
      await become(tx, 'engineer');
      await tx`update public.plant_settings set quality_new_code_share = 1`;
      await tx`reset role`;
      expect((await loaded(tx, { checkpoint: `'NEW'` })).review).toBe('fine');
    });
  });
  it('are not set by an operator', async () => {
    await rolledBack(sql, async (tx) => {
      const set = () => tx.savepoint((tx) => tx`update public.plant_settings set quality_min_cars = 1`);
      await become(tx, 'operator');
      expect((await set()).count).toBe(0);
      await become(tx, 'engineer');
      expect((await set()).count).toBe(1);
      const denied = await refusal(tx, (tx) => tx`update public.plant_settings set quality_days_share = 2`);
      expect(denied?.code).toBe('23514');
    });
  });
});
