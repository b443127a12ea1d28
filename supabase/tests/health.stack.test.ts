import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { healthSchema } from '../../shared/contracts/health.ts';
import { database } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

async function health(sql: TransactionSql) {
  await become(sql, 'engineer');
  const [row] = await sql`select public.health() as health`;
  await sql`reset role`;
  return healthSchema.parse(row!['health']);
}
/** A job that failed `attempts` times, in a transaction that no trainer sees. */
async function failedJob(sql: TransactionSql, attempts: number, reason: string): Promise<number> {
  const [job] = await sql`
    select id from graphile_worker.add_job('train', '{"runId": 0}', max_attempts => 5, run_at => now() - interval '10 minutes')`;
  await sql`
    update graphile_worker._private_jobs set attempts = ${attempts}, last_error = ${reason} where id = ${job!['id']}`;
  return Number(job!['id']);
}
const retry = async (sql: TransactionSql, id: number) => {
  await become(sql, 'engineer');
  const denied = await refusal(sql, (sql) => sql`select public.retry_job(${id})`);
  await sql`reset role`;
  return denied;
};

describe('health', () => {
  it('is read in all its parts on a running plant', async () => {
    await rolledBack(sql, async (sql) => {
      const found = await health(sql);
      expect(Object.entries(found).filter(([, part]) => part === null)).toEqual([]);
      expect(found.trainers!.length).toBeGreaterThan(0);
      expect(found.database!.bytes).toBeGreaterThan(1_000_000);
      expect(found.database!.tables).toHaveLength(10);
      expect(found.buckets!.map(({ name }) => name)).toEqual([
        'lake',
        'models',
        'rejects',
        'snapshots',
        'uploads',
      ]);
      expect(found.migrations!.newest).toMatch(/^2026\d{10}$/);
      expect(found.versions!.postgres).toMatch(/^\d+\.\d+/);
    });
  });
  it('counts jobs by what becomes of them, and how long the oldest waits', async () => {
    await rolledBack(sql, async (sql) => {
      await sql`delete from graphile_worker._private_jobs`;
      await failedJob(sql, 0, '');
      await failedJob(sql, 5, 'no more');
      await sql`select graphile_worker.add_job('train', '{}', run_at => now() + interval '1 hour')`;
      const { queue } = await health(sql);
      expect(queue).toEqual([
        { task: 'train', working: 0, waiting: 1, later: 1, failed: 1, oldestSeconds: 600 },
      ]);
    });
  });
  it('says null, and the rest, where the queue has no tables', async () => {
    await rolledBack(sql, async (sql) => {
      await sql`alter schema graphile_worker rename to not_here_yet`;
      const found = await health(sql);
      expect([found.queue, found.working, found.failed]).toEqual([null, null, null]);
      expect(found.database).not.toBeNull();
      expect((await retry(sql, 1))?.detail).toBe('not_found');
    });
  });
  it('shows why a job failed, in its first line and without secrets', async () => {
    await rolledBack(sql, async (sql) => {
      await sql`delete from graphile_worker._private_jobs`;
      await failedJob(
        sql,
        5,
        'postgres://postgres:hunter2@db said no; sb_secret_abc123 Bearer xyz.1 whsec_Qq== eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2ln\n  at line 2',
      );
      const [job] = (await health(sql)).failed!;
      expect(job).toMatchObject({ gaveUp: true, attempts: 5, maxAttempts: 5, nextTry: null });
      expect(job!.reason).toMatch(/^postgres:\/\/…@db said no/);
      expect(job!.reason).not.toMatch(/hunter2|abc123|xyz|Qq==|eyJ|line 2/);
    });
  });
});

describe('retry_job', () => {
  it('gives a job with no try left all of them again, at once', async () => {
    await rolledBack(sql, async (sql) => {
      const id = await failedJob(sql, 5, 'no more');
      expect(await retry(sql, id)).toBeNull();
      const [job] =
        await sql`select attempts, run_at <= now() as due from graphile_worker.jobs where id = ${id}`;
      expect(job).toEqual({ attempts: 0, due: true });
    });
  });
  it('leaves alone what has not failed, is under way, or is gone', async () => {
    await rolledBack(sql, async (sql) => {
      const waiting = await failedJob(sql, 0, '');
      const taken = await failedJob(sql, 2, 'once');
      await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'x' where id = ${taken}`;
      for (const id of [waiting, taken, 1e15])
        expect((await retry(sql, id))?.detail, String(id)).toBe('not_found');
    });
  });
});

it('is for engineers', async () => {
  for (const asked of ['health()', 'retry_job(1)']) {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql.unsafe(`select public.${asked}`));
        const refused = ['42501', 'PT403'].includes(denied?.code ?? '');
        expect(refused, `${caller} asks ${asked}`).toBe(!['engineer', 'admin', 'service'].includes(caller));
      });
    }
  }
});
