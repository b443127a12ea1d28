import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobHelpers } from 'graphile-worker';
import type { Sql, TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { rolledBack } from '../../../supabase/tests/as-caller.ts';
import { database, serviceClient, testStack } from '../../../tools/test/stack.ts';
import type { TrainerContext } from '../../context.ts';
import { sweep } from '../../sweep.ts';
import { trainTask } from './index.ts';

const sql = database();
const scratchDir = mkdtempSync(join(tmpdir(), 'halle-train-'));
afterAll(async () => {
  await sql.end();
  rmSync(scratchDir, { recursive: true, force: true });
});

function contextOf(session: Sql): TrainerContext {
  const { apiUrl, dbUrl, secretKey } = testStack();
  return {
    settings: { apiUrl, databaseUrl: dbUrl, secretKey, scratchDir },
    sql: session,
    supabase: serviceClient(),
    log: () => undefined,
  };
}

/** The task as the queue calls it, on a run that only this transaction knows. */
async function execute(
  tx: TransactionSql,
  run: { parameters?: object; cancelRequested?: boolean; attempts?: number },
): Promise<{
  status: string;
  error: { code: string; message: string; details?: object } | null;
  finished_at: Date | null;
}> {
  await tx`update public.training_runs set status = 'cancelled' where status in ('queued', 'running')`;
  const [row] = await tx`
    insert into public.training_runs (cause, parameters, cancel_requested)
    values ('button', ${tx.json((run.parameters ?? {}) as never)}, ${run.cancelRequested ?? false}) returning id`;
  const helpers = { job: { attempts: run.attempts ?? 1, max_attempts: 5 } } as unknown as JobHelpers;
  await trainTask(contextOf(tx as unknown as Sql))({ runId: row!['id'] }, helpers);
  const [ended] =
    await tx`select status, error, finished_at from public.training_runs where id = ${row!['id']}`;
  return ended as never;
}

describe('a run that cannot be made', () => {
  it('says how many failing cars are missing', async () => {
    await rolledBack(sql, async (tx) => {
      await tx`update public.cars set road_test_failed = null, road_test_ended_at = null`;
      await tx`insert into public.cars (knr, road_test_at, road_test_failed)
        select '2097-' || to_char(n, 'FM0000000'), timestamp '2097-01-01' + n * interval '1 hour', n <= 12
        from generate_series(1, 300) n`;
      await tx`select private.refresh_features((select array_agg(knr) from public.cars where knr like '2097-%'))`;
      const ended = await execute(tx, {});
      expect(ended).toMatchObject({
        status: 'failed',
        error: {
          code: 'too_few_failures',
          message: 'Only 12 cars failed the road test; at least 50 are needed.',
        },
      });
      expect(ended.finished_at).not.toBeNull();
    });
  });

  it('names the feature in which the label was leaked on purpose', async () => {
    await rolledBack(sql, async (tx) => {
      await tx`update public.cars set road_test_failed = null, road_test_ended_at = null`;
      await tx`insert into public.cars (knr, road_test_at, road_test_failed)
        select '2097-' || to_char(n, 'FM0000000'), timestamp '2097-01-01' + n * interval '1 hour', n % 11 = 0
        from generate_series(1, 900) n`;
      await tx`select private.refresh_features((select array_agg(knr) from public.cars where knr like '2097-%'))`;
      await tx`update public.car_features f set hours_on_line = case when c.road_test_failed then 90 + random() else random() end
        from public.cars c where c.knr = f.knr and c.knr like '2097-%'`;
      const ended = await execute(tx, {});
      expect(ended).toMatchObject({
        status: 'failed',
        error: {
          code: 'suspected_leak',
          details: { feature: 'hours_on_line', auc: 1, features: [{ feature: 'hours_on_line', auc: 1 }] },
        },
      });
    });
  });

  it('names the parameter that it does not know', async () => {
    await rolledBack(sql, async (tx) => {
      const ended = await execute(tx, { parameters: { trees: -1 } });
      expect(ended.status).toBe('failed');
      expect(ended.error?.message).toContain('trees');
    });
  });
});

it('ends a run that somebody asked to cancel, without a model', async () => {
  await rolledBack(sql, async (tx) => {
    const [before] = await tx`select count(*) from public.models`;
    expect(await execute(tx, { cancelRequested: true })).toMatchObject({ status: 'cancelled', error: null });
    expect((await tx`select count(*) from public.models`)[0]).toEqual(before);
  });
});

it('takes up a run whose trainer is gone, and ends it once', async () => {
  // As a killed trainer leaves it: running, and no job in the queue.
  const id = await sql.begin(async (tx) => {
    const [run] =
      await tx`insert into public.training_runs (cause, status) values ('button', 'running') returning id`;
    await tx`select graphile_worker.remove_job(${`train:${run!['id']}`})`;
    return Number(run!['id']);
  });
  await sweep(contextOf(sql));
  let status = 'running';
  for (let tries = 0; tries < 300 && status === 'running'; tries++) {
    await sleep(100);
    status = (await sql`select status from public.training_runs where id = ${id}`)[0]!['status'];
  }
  // With the data of the journey it succeeds; on an empty plant it says what is missing. Either way it is over.
  expect(['succeeded', 'failed']).toContain(status);
  expect(await sql`select 1 from graphile_worker.jobs where key = ${`train:${id}`}`).toHaveLength(0);
});
