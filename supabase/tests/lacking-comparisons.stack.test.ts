import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { database } from '../../tools/test/stack.ts';
import { rolledBack, twoModels } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

describe('comparisons that are lacking', () => {
  const jobs = async (sql: TransactionSql, models: number[]) =>
    (
      await sql`select split_part(key, ':', 2)::int as model from graphile_worker.jobs
        where key = any (${models.map((id) => `evaluate_model:${id}`)}) and attempts = 0 order by 1`
    ).map((row) => row['model'] as number);
  async function twelve(sql: TransactionSql): Promise<{ inUse: number; models: number[] }> {
    const [inUse] = await twoModels(sql);
    await putInUse(sql, inUse);
    // Those of other tests have their answer.
    await sql`insert into public.candidate_answers (model_id, answer, reason)
      select model_id, 'reject', 'of another test' from public.candidates where answer is distinct from 'reject'`;
    const models: number[] = [];
    for (let n = 0; n < 6; n++) models.push(...(await twoModels(sql)));
    for (const id of models) await sql`select graphile_worker.remove_job(${`evaluate_model:${id}`})`;
    return { inUse, models };
  }

  it('of older candidates are asked for, though newer ones fail on every try', async () => {
    await rolledBack(sql, async (sql) => {
      const { models } = await twelve(sql);
      const [older, failing] = [models.slice(0, 2), models.slice(2)];
      await sql`select private.compare_candidates()`;
      expect(await jobs(sql, models)).toEqual(failing);
      await sql`update graphile_worker._private_jobs set attempts = max_attempts
        where key = any (${failing.map((id) => `evaluate_model:${id}`)})`;
      await sql`select private.compare_candidates()`;
      expect(await jobs(sql, older)).toEqual(older);
      // Those that failed come after them, and wait for their next try then.
      expect(await jobs(sql, failing)).toHaveLength(8);
    });
  });

  it('that were refused are asked for again, the longest ago first', async () => {
    await rolledBack(sql, async (sql) => {
      const { inUse, models } = await twelve(sql);
      await sql`insert into public.refused_comparisons (model_id, against_id, code, created_at)
        select id, ${inUse}, 'too_few_cars', now() - interval '1 day' + id % 1000000 * interval '1 s'
        from unnest(${models}::bigint[]) id`;
      await sql`select private.compare_candidates()`;
      expect(await jobs(sql, models)).toEqual(models.slice(0, 10));
    });
  });

  it('are those, too, that were kept without a verdict', async () => {
    await rolledBack(sql, async (sql) => {
      const { inUse, models } = await twelve(sql);
      const [without, withOne] = models.slice(-2) as [number, number];
      await sql`insert into public.evaluations (model_id, against_id, result) values (${without}, ${inUse}, '{"window": {}}')`;
      await sql`insert into public.evaluations (model_id, against_id, result)
        values (${withOne}, ${inUse}, '{"comparison": {"verdict": {"word": "better"}}}')`;
      await sql`select private.compare_candidates()`;
      const asked = await jobs(sql, models);
      expect(asked).toContain(without);
      expect(asked).not.toContain(withOne);
    });
  });
});
