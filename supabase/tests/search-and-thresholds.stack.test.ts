import { afterAll, describe, expect, it } from 'vitest';
import { runSchema } from '../../shared/contracts/runs.ts';
import type { SearchResult } from '../../shared/contracts/search.ts';
import { call } from '../../tools/test/fixtures/functions.ts';
import { accessToken, database, signedInClient } from '../../tools/test/stack.ts';
import { readPolicy } from '../../trainer/tasks/train/policy.ts';
import { become, refusal, rolledBack } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

describe('the threshold policy of a plant', () => {
  it('is F1 until an engineer says what the plant can do or what mistakes cost', async () => {
    await rolledBack(sql, async (sql) => {
      await sql`update public.plant_settings set threshold_policy = default`;
      expect(await readPolicy({ sql: sql as never })).toEqual({ policy: 'f1' });
      await become(sql, 'engineer');
      await sql`update public.plant_settings
        set threshold_policy = 'capacity', long_tests_per_shift = 30, cars_per_shift = 120`;
      expect(await readPolicy({ sql: sql as never })).toEqual({
        policy: 'capacity',
        longTestsPerShift: 30,
        carsPerShift: 120,
      });
      await sql`update public.plant_settings set threshold_policy = 'cost', cost_escaped = 400, cost_needless = 25`;
      expect(await readPolicy({ sql: sql as never })).toEqual({
        policy: 'cost',
        costEscaped: 400,
        costNeedless: 25,
      });
    });
  });

  it('is not set by an operator, nor without its numbers', async () => {
    await rolledBack(sql, async (sql) => {
      await become(sql, 'operator');
      const changed = await sql`update public.plant_settings set threshold_policy = 'f1' returning 1`;
      expect(changed).toHaveLength(0);
      await become(sql, 'engineer');
      for (const policy of ['capacity', 'cost', 'guess']) {
        const denied = await refusal(
          sql,
          (sql) => sql`update public.plant_settings set threshold_policy = ${policy},
            long_tests_per_shift = null, cost_needless = null`,
        );
        expect(denied?.code, policy).toBe('23514');
      }
    });
  });
});

it('who asked for a run is told to engineers only', async () => {
  await rolledBack(sql, async (sql) => {
    await sql`update public.training_runs set status = 'cancelled' where status in ('queued', 'running')`;
    await become(sql, 'engineer');
    const [run] = await sql`select id from public.request_training_run('button')`;
    const person = async () =>
      (await sql`select public.training_run_person(${run!['id']}) as person`)[0]!['person'] as string | null;
    expect(await person()).toMatch(/^engineer@/);
    await become(sql, 'operator');
    expect(await person()).toBeNull();
    await become(sql, 'anon');
    expect((await refusal(sql, (sql) => sql`select public.training_run_person(1)`))?.code).toBe('42501');
  });
});

it('GET /createModel/runs/:id tells the trial that is under way and what was tried', async () => {
  const score = { logLoss: 0.2, spread: 0.01, prAuc: 0.3, rocAuc: 0.7, folds: [0.2] };
  const search: SearchResult = {
    budget: { trials: 8, seconds: 75 },
    folds: [{ learned: 800, scored: 200, failures: 13 }],
    trials: [{ ...score, number: 1, parameters: { maxDepth: 2 }, trees: [120], stopped: false }],
    baselines: { logistic: score, baseRate: score },
    endedBy: null,
    chosen: null,
    defaultsKept: false,
    verdict: null,
  };
  const [row] = await sql`
    insert into public.training_runs (status, cause, phase, trial, trials, search, not_before)
    values ('cancelled', 'http', 'search', 2, 8, ${sql.json(search)}, now() + interval '1 day') returning id::integer`;
  const id = row!['id'] as number;
  try {
    const token = await accessToken(await signedInClient('operator'));
    const { status, body } = await call(`createModel/runs/${id}`, token);
    expect(status).toBe(200);
    expect(runSchema.parse(body)).toMatchObject({ phase: 'search', trial: 2, trials: 8, search });
  } finally {
    await sql`delete from public.training_runs where id = ${id}`;
    await sql`select graphile_worker.remove_job(${`train:${id}`})`;
  }
});
