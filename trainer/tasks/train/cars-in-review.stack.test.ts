import type { JobHelpers } from 'graphile-worker';
import type { Sql, TransactionSql } from 'postgres';
import { afterAll, expect, it } from 'vitest';
import { become, rolledBack } from '../../../supabase/tests/as-caller.ts';
import { database, serviceClient, testStack } from '../../../tools/test/stack.ts';
import type { TrainerContext } from '../../context.ts';
import { trainTask } from './index.ts';
import { readSnapshot } from './snapshot.ts';

const sql = database();
afterAll(() => sql.end());

const said: unknown[] = [];
function contextOf(tx: TransactionSql): TrainerContext {
  const { apiUrl, dbUrl, secretKey } = testStack();
  return {
    settings: { apiUrl, databaseUrl: dbUrl, secretKey, scratchDir: '/nonexistent' },
    sql: tx as unknown as Sql,
    supabase: serviceClient(),
    log: (...words: unknown[]) => void said.push(words),
  };
}

/** 100 labelled cars and no other; two datasets speak of them, the one that needs a look of the newest 30. */
const plant = (work: (tx: TransactionSql, needsLook: number) => Promise<void>) =>
  rolledBack(sql, async (tx) => {
    await tx`update public.cars set road_test_failed = null, road_test_ended_at = null`;
    await tx`insert into public.cars (knr, road_test_at, road_test_failed)
      select '2098-' || to_char(n, 'FM0000000'), timestamp '2098-01-01' + n * interval '1 hour', n % 10 = 0
      from generate_series(1, 100) n`;
    await tx`select private.refresh_features((select array_agg(knr) from public.cars where knr like '2098-%'))`;
    const ids: number[] = [];
    for (const [review, from] of [
      ['fine', 1],
      ['needs_look', 71],
    ] as const) {
      const [row] = await tx`
        insert into public.datasets (kind, name, storage_path, status, review, rows_read, rows_loaded, rows_duplicate, rows_rejected)
        values ('failures', 'test', 'test', 'loaded', ${review}, 0, 0, 0, 0) returning id`;
      ids.push(Number(row!['id']));
      await tx`insert into public.dataset_cars (dataset_id, knr, from_at, to_at)
        select ${row!['id']}, '2098-' || to_char(n, 'FM0000000'), timestamp '2098-01-01', timestamp '2098-01-02'
        from generate_series(${from}::integer, 100) n`;
    }
    await work(tx, ids[1]!);
  });

it('cars of a dataset that needs a look are not learned from until an engineer accepts it', async () => {
  await plant(async (tx, needsLook) => {
    const before = await readSnapshot(contextOf(tx));
    expect([before.knr.length, before.carsInReview]).toEqual([70, 30]);
    expect(before.knr.at(-1)).toBe('2098-0000070');
    await become(tx, 'engineer');
    await tx`select public.accept_dataset(${needsLook})`;
    await tx`reset role`;
    const accepted = await readSnapshot(contextOf(tx));
    expect([accepted.knr.length, accepted.carsInReview]).toEqual([100, 0]);
  });
});

it('cars of a dataset that was removed are not held back by its review', async () => {
  await plant(async (tx, needsLook) => {
    await tx`update public.datasets set status = 'removed' where id = ${needsLook}`;
    expect((await readSnapshot(contextOf(tx))).knr).toHaveLength(100);
  });
});

it('an evaluation measures them all the same', async () => {
  await plant(async (tx) => {
    await become(tx, 'engineer');
    const [answer] = await tx`select public.evaluation_cars(null, null, 1000) as cars`;
    expect(answer!['cars'].knr).toHaveLength(100);
  });
});

it('a run says how many cars it left out', async () => {
  await plant(async (tx) => {
    await tx`update public.training_runs set status = 'cancelled' where status in ('queued', 'running')`;
    const [run] = await tx`insert into public.training_runs (cause) values ('button') returning id`;
    const helpers = { job: { attempts: 1, max_attempts: 5 } } as unknown as JobHelpers;
    await trainTask(contextOf(tx))({ runId: run!['id'] }, helpers);
    const [ended] =
      await tx`select status, error, cars_in_review from public.training_runs where id = ${run!['id']}`;
    expect(ended).toMatchObject({
      status: 'failed',
      cars_in_review: 30,
      error: {
        message:
          'Only 7 cars failed the road test; at least 50 are needed. 30 labelled cars are left out until the datasets that need a look are accepted.',
        details: { cars: 70, carsInReview: 30 },
      },
    });
    expect(said).toContainEqual([
      'cars left out: their datasets need a look',
      expect.objectContaining({ carsInReview: 30 }),
    ]);
  });
});
