import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { inboxSchema, rejectionSchema, type Inbox } from '../../shared/contracts/inbox.ts';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

const answer = (
  sql: TransactionSql,
  model: number,
  said: string,
  reason: string | null = null,
  until: string | null = null,
) => sql`select * from public.answer_candidate(${model}, ${said}, ${reason}, ${until})`;
async function inbox(sql: TransactionSql): Promise<Inbox> {
  const [row] = await sql`select public.inbox() as inbox`;
  return inboxSchema.parse(row!['inbox']);
}
const candidate = async (sql: TransactionSql, model: number) =>
  (await inbox(sql)).candidates.find(({ modelId }) => modelId === model);
const count = async (sql: TransactionSql) =>
  Number((await sql`select public.inbox_count() as count`)[0]!['count']);
const rejections = async (sql: TransactionSql) =>
  rejectionSchema.array().parse((await sql`select public.rejections() as r`)[0]!['r']);

const verdict = {
  word: 'better',
  longTests: 40,
  failures: { both: 10, onlyModel: 9, onlyAgainst: 1, neither: 4 },
  difference: 0.33,
  interval: { low: 0.1, high: 0.5 },
  pValue: 0.02,
};
const compared = (sql: TransactionSql, model: number, against: number) =>
  sql`insert into public.evaluations (model_id, against_id, result)
    values (${model}, ${against}, ${sql.json({
      window: { cars: 300, failures: 24 },
      seenInTraining: false,
      comparison: { verdict },
    })})`;

describe('a candidate', () => {
  it('waits with its cause and its comparison with the model in use', async () => {
    await rolledBack(sql, async (sql) => {
      const [inUse, model] = await twoModels(sql);
      await putInUse(sql, inUse);
      await compared(sql, model, inUse);
      await sql`update public.training_runs set status = 'cancelled' where status in ('queued', 'running')`;
      const [run] = await sql`
        insert into public.training_runs (status, cause, causes, news, requested_by)
        select 'succeeded', 'labels', '[{"cause": "labels", "at": "2026-05-04T00:00:00Z", "labels": 412}]',
          '{"modelId": 7, "cars": 412, "failures": 38, "alarms": []}', user_id
        from public.memberships where role = 'engineer' limit 1 returning id`;
      await sql`update public.models set training_run_id = ${run!['id']} where id = ${model}`;
      await become(sql, 'engineer');
      expect((await inbox(sql)).inUse?.id).toBe(inUse);
      const waits = await candidate(sql, model);
      expect(waits).toMatchObject({
        waiting: true,
        answer: null,
        newer: null,
        run: { cause: 'labels', news: { cars: 412, failures: 38 } },
        comparison: { cars: 300, failures: 24, verdict },
        refused: null,
      });
      expect(waits?.run?.person).toContain('@');
      expect(await candidate(sql, inUse)).toBeUndefined();
      await become(sql, 'operator');
      expect((await candidate(sql, model))?.run?.person).toBeNull();
    });
  });

  it('says that it is older, and is not hidden by the newer one', async () => {
    await rolledBack(sql, async (sql) => {
      const [older, newer] = await twoModels(sql);
      await become(sql, 'engineer');
      expect(await candidate(sql, older)).toMatchObject({ waiting: true, newer });
      await answer(sql, newer, 'reject', 'too many long tests');
      expect((await candidate(sql, older))?.newer).toBeNull();
    });
  });

  it('says why it could not be compared', async () => {
    await rolledBack(sql, async (sql) => {
      const [inUse, model] = await twoModels(sql);
      await putInUse(sql, inUse);
      await sql`insert into public.refused_comparisons (model_id, against_id, code, details)
        values (${model}, ${inUse}, 'too_few_cars', '{"cars": 12, "needed": 30}')`;
      await become(sql, 'engineer');
      expect(await candidate(sql, model)).toMatchObject({
        comparison: null,
        refused: { code: 'too_few_cars', details: { cars: 12, needed: 30 } },
      });
    });
  });

  it('that is put in use is answered by that', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'engineer');
      const before = await count(sql);
      await putInUse(sql, model);
      await become(sql, 'engineer');
      expect(await count(sql)).toBe(before - 1);
      expect((await refusal(sql, (sql) => answer(sql, model, 'reject', 'too late')))?.detail).toBe(
        'candidate_state',
      );
    });
  });

  it('lacking a comparison gets one when another model is put in use', async () => {
    await rolledBack(sql, async (sql) => {
      const [inUse, model] = await twoModels(sql);
      await sql`select graphile_worker.remove_job(${`evaluate_model:${model}`})`;
      await putInUse(sql, inUse);
      const asked = () => sql`select 1 from graphile_worker.jobs where key = ${`evaluate_model:${model}`}`;
      expect(await asked()).toHaveLength(1);
      await sql`select graphile_worker.remove_job(${`evaluate_model:${model}`})`;
      await compared(sql, model, inUse);
      await sql`select private.compare_candidates()`;
      expect(await asked()).toHaveLength(0);
    });
  });
});

describe('rejecting', () => {
  it('needs a reason, keeps who and when, and is listed with what the comparison had said', async () => {
    await rolledBack(sql, async (sql) => {
      const [inUse, model] = await twoModels(sql);
      await putInUse(sql, inUse);
      await compared(sql, model, inUse);
      await become(sql, 'engineer');
      for (const reason of [null, ' no '])
        expect((await refusal(sql, (sql) => answer(sql, model, 'reject', reason)))?.detail).toBe(
          'reason_missing',
        );
      const before = await count(sql);
      const [kept] = await answer(sql, model, 'reject', '  learned from a strange week ');
      expect(kept).toMatchObject({ reason: 'learned from a strange week', against_id: String(inUse) });
      expect(kept!['answered_by']).not.toBeNull();
      expect(await count(sql)).toBe(before - 1);
      expect(await candidate(sql, model)).toBeUndefined();
      expect((await rejections(sql))[0]).toMatchObject({
        modelId: model,
        reason: 'learned from a strange week',
        againstId: inUse,
        comparison: { verdict: { word: 'better' } },
        live: null,
      });
      expect((await refusal(sql, (sql) => answer(sql, model, 'later')))?.detail).toBe('candidate_state');
    });
  });

  it('is taken back by one more answer', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'engineer');
      expect((await refusal(sql, (sql) => answer(sql, model, 'take_back')))?.detail).toBe('candidate_state');
      await answer(sql, model, 'reject', 'wrong button');
      await answer(sql, model, 'take_back');
      expect(await candidate(sql, model)).toMatchObject({ waiting: true, answer: 'take_back' });
      expect((await rejections(sql)).map(({ modelId }) => modelId)).not.toContain(model);
      expect(await sql`select 1 from public.candidate_answers where model_id = ${model}`).toHaveLength(2);
    });
  });

  it('a challenger tells how it would have done since', async () => {
    await rolledBack(sql, async (sql) => {
      const [inUse, model] = await twoModels(sql);
      const deployment = await putInUse(sql, inUse);
      await sql`update public.models set holdout_from = '1890-01-01' where id in (${inUse}, ${model})`;
      for (const [knr, other, mine, failed] of [
        ['1898-0000001', 0.1, 0.9, true],
        ['1898-0000002', 0.9, 0.1, false],
        ['1898-0000003', 0.9, 0.9, true],
        ['1898-0000004', 0.9, 0.9, null],
      ] as const) {
        await sql`insert into public.cars (knr, road_test_failed, road_test_at) values (${knr}, ${failed}, '1898-01-01')`;
        const [asked] = await sql`
          insert into public.predictions (knr, deployment_id, probability, decision)
          values (${knr}, ${deployment}, ${other}, 'long') returning id`;
        await sql`insert into public.challenger_scores (prediction_id, model_id, probability) values (${asked!['id']}, ${model}, ${mine})`;
      }
      await become(sql, 'engineer');
      await answer(sql, model, 'reject', 'not sure of it');
      expect((await rejections(sql))[0]?.live).toEqual({
        known: 3,
        failures: 2,
        caught: 2,
        caughtByOther: 1,
        longTests: 2,
        longTestsOfOther: 2,
      });
    });
  });
});

describe('later', () => {
  it('comes back when its time has come', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'engineer');
      const past = await refusal(sql, (sql) => answer(sql, model, 'later', null, '2020-01-01'));
      expect(past?.detail).toBe('invalid_field');
      await answer(sql, model, 'later', null, '2999-01-01');
      expect(await candidate(sql, model)).toMatchObject({ waiting: false, answer: 'later' });
      await sql`reset role`;
      await sql`insert into public.candidate_answers (model_id, answer, until) values (${model}, 'later', now() - interval '1 s')`;
      await become(sql, 'engineer');
      expect((await candidate(sql, model))?.waiting).toBe(true);
    });
  });

  it('comes back with the next candidate', async () => {
    await rolledBack(sql, async (sql) => {
      const [, model] = await twoModels(sql);
      await become(sql, 'engineer');
      await answer(sql, model, 'later');
      expect((await candidate(sql, model))?.waiting).toBe(false);
      await sql`reset role`;
      const [next] = await twoModels(sql);
      await sql`update public.models set created_at = now() + interval '1 s' where id = ${next}`;
      await become(sql, 'engineer');
      expect((await candidate(sql, model))?.waiting).toBe(true);
    });
  });
});

describe('answers', () => {
  it('are of a signed-in person, about a model that there is', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'service');
      expect((await refusal(sql, (sql) => answer(sql, model, 'later')))?.detail).toBe('person_required');
      await become(sql, 'operator');
      expect((await refusal(sql, (sql) => answer(sql, model, 'later')))?.detail).toBe('not_allowed');
      await become(sql, 'engineer');
      expect((await refusal(sql, (sql) => answer(sql, 2_000_000_000, 'later')))?.detail).toBe('not_found');
      expect((await refusal(sql, (sql) => answer(sql, model, 'perhaps')))?.detail).toBe('invalid_field');
    });
  });

  it('are append-only, also for the secret key', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'engineer');
      await answer(sql, model, 'reject', 'for good');
      await become(sql, 'service');
      for (const statement of [
        `update public.candidate_answers set reason = 'another' where model_id = ${model}`,
        `delete from public.candidate_answers where model_id = ${model}`,
      ])
        expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.detail).toBe('not_allowed');
    });
  });
});
