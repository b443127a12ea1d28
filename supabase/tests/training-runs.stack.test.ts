import type { TransactionSql } from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

/** No other run may be active in the shared database while these tests ask for theirs. */
beforeAll(async () => {
  for (let tries = 0; tries < 300; tries++) {
    const active = await sql`select 1 from public.training_runs where status in ('queued', 'running')`;
    if (active.length === 0) return;
    await new Promise((done) => setTimeout(done, 100));
  }
});

const request = (sql: TransactionSql) => sql`select * from public.request_training_run('button')`;
const jobs = (sql: TransactionSql, run: number) =>
  sql`select run_at from graphile_worker.jobs where key = ${`train:${run}`}`;

describe('request_training_run', () => {
  it.each(['operator', 'stranger'] as const)('refuses a %s', async (caller) => {
    await rolledBack(sql, async (sql) => {
      await become(sql, caller);
      expect((await refusal(sql, request))?.detail).toBe('not_allowed');
    });
  });

  it('queues one run and refuses a second while it is active', async () => {
    await rolledBack(sql, async (sql) => {
      await become(sql, 'engineer');
      const [run] = await request(sql);
      const second = await refusal(sql, request);
      expect(second?.detail).toBe('run_in_progress');
      expect(second?.message).toContain(String(run!['id']));
      await sql`reset role`;
      expect(await jobs(sql, run!['id'])).toHaveLength(1);
    });
  });

  it('can be cancelled, once', async () => {
    await rolledBack(sql, async (sql) => {
      await become(sql, 'engineer');
      const [run] = await request(sql);
      const [cancelled] = await sql`select * from public.cancel_training_run(${run!['id']})`;
      expect(cancelled!['status']).toBe('cancelled');
      expect(
        (await refusal(sql, (sql) => sql`select public.cancel_training_run(${run!['id']})`))?.detail,
      ).toBe('run_not_active');
      expect((await refusal(sql, (sql) => sql`select public.cancel_training_run(2000000000)`))?.detail).toBe(
        'not_found',
      );
    });
  });
});

describe('labels that arrive', () => {
  const arrive = async (sql: TransactionSql, cars: number, from = 0) => {
    await sql`insert into public.cars (knr) select '2098-' || to_char(n, 'FM0000000') from generate_series(${from + 1}::int, ${from + cars}::int) n`;
    await sql`update public.cars set road_test_failed = false, road_test_at = now()::timestamp where knr like '2098-%' and road_test_failed is null`;
  };
  const runs = (sql: TransactionSql) =>
    sql`select * from public.training_runs where cause = 'labels' and status = 'queued'`;

  it('start no run while the policy is off', async () => {
    await rolledBack(sql, async (sql) => {
      await sql`update public.retrain_policy set min_new_labels = null`;
      await arrive(sql, 50);
      expect(await runs(sql)).toHaveLength(0);
    });
  });

  it('start one run, later, when there are enough of them, and no deployment', async () => {
    await rolledBack(sql, async (sql) => {
      await sql`update public.retrain_policy set min_new_labels = 30, debounce_seconds = 600, labels_since_run = 0`;
      const [before] = await sql`select count(*) from public.deployments`;
      await arrive(sql, 20);
      expect(await runs(sql)).toHaveLength(0);
      await arrive(sql, 20, 20);
      await arrive(sql, 40, 40);
      const started = await runs(sql);
      expect(started).toHaveLength(1);
      const [job] = await jobs(sql, started[0]!['id']);
      const [now] = await sql`select now()`;
      expect(job!['run_at'] - now!['now']).toBe(600_000);
      expect((await sql`select count(*) from public.deployments`)[0]).toEqual(before);
    });
  });

  it('are counted once: a label that only changes is not new', async () => {
    await rolledBack(sql, async (sql) => {
      await sql`update public.retrain_policy set min_new_labels = 1000, labels_since_run = 0`;
      await arrive(sql, 20);
      await sql`update public.cars set road_test_failed = true where knr like '2098-%'`;
      const [policy] = await sql`select labels_since_run from public.retrain_policy`;
      expect(policy!['labels_since_run']).toBe(20);
    });
  });
});
