import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, expect, it } from 'vitest';
import { causeSchema } from '../../shared/contracts/retrain.ts';
import { sweep } from '../../trainer/sweep.ts';
import { commandContext } from '../../trainer/rebuild.ts';
import { database, testStack } from '../../tools/test/stack.ts';
import { become } from './as-caller.ts';

// A run ends while somebody cancels it, in two sessions that see each other.

const sql = database();
const connection = () => postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const [trainer, person] = [connection(), connection()];
const made: number[] = [];
afterAll(async () => {
  await sql`update public.retrain_policy set waiting = '[]'`;
  await sql`select graphile_worker.remove_job('train:' || id) from unnest(${made}::bigint[]) id`;
  await sql`delete from public.training_runs where id = any (${made})`;
  await Promise.all([sql.end(), trainer.end(), person.end()]);
});

/** One of the two waits for the other. */
async function seenToWait(): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const waiting = await sql`
      select from pg_catalog.pg_stat_activity where wait_event_type = 'Lock' and query like '%training_run%'`;
    if (waiting.length > 0) return;
    await sleep(10);
  }
}

it('a run that ends while it is cancelled ends once, and what waited begins', async () => {
  await sql`update public.training_runs set status = 'cancelled' where status in ('queued', 'running')`;
  const causes = [{ cause: 'labels', at: '2026-05-04T00:00:00Z', labels: 400 }];
  await sql`update public.retrain_policy set waiting = ${sql.json(causes)}, debounce_seconds = 3600`;
  const [run] = await sql`
    insert into public.training_runs (cause, not_before) values ('button', now() + interval '1 hour') returning id::int`;
  made.push(run!['id']);

  const [cancelling, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // What cancel_training_run does first; then the rest of it, when the other has the run's row.
  const cancelled = person.begin(async (tx) => {
    await become(tx, 'engineer');
    await tx`reset role`;
    await tx`select from public.retrain_policy for update`;
    cancelling.resolve();
    await ending.promise;
    await tx`select public.cancel_training_run(${run!['id']})`;
  });
  await cancelling.promise;
  const ended = trainer.begin(async (tx) => {
    await tx`update public.training_runs set status = 'failed' where id = ${run!['id']}`;
    ending.resolve();
    await seenToWait();
  });
  const both = Promise.allSettled([ended, cancelled]);
  // An end that wants the policy waits for the person: then they go on, too.
  await Promise.race([ending.promise, seenToWait()]);
  ending.resolve();
  const [byTrainer, byPerson] = await both;
  expect(byTrainer.status).toBe('fulfilled');
  expect(byPerson).toMatchObject({ status: 'rejected', reason: { detail: 'run_not_active' } });

  const { dbUrl, apiUrl, secretKey } = testStack();
  const context = commandContext({ databaseUrl: dbUrl, apiUrl, secretKey, scratchDir: '/nowhere' });
  await sweep(context);
  await context.sql.end();
  const runs = await sql`
    select id::int, causes from public.training_runs where status in ('queued', 'running')`;
  made.push(...runs.map((row) => row['id'] as number));
  expect(runs.map((row) => causeSchema.array().parse(row['causes']))).toEqual([causes]);
});
