import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels, type Caller } from './as-caller.ts';
import { evaluated, inUse, preflighted, ready } from './preflighted.ts';

const sql = database();
afterAll(() => sql.end());

const deploy = (sql: TransactionSql, model: number, reason: string) =>
  sql`select * from public.deploy_model(${model}, ${reason})`;

/** Two models, of which the first was made ready and put in use by an engineer. */
const withFirstInUse = (work: (sql: TransactionSql, first: number, second: number) => Promise<void>) =>
  rolledBack(sql, async (sql) => {
    const [first, second] = await twoModels(sql);
    await ready(sql, first);
    await become(sql, 'engineer');
    await deploy(sql, first, 'first of the test');
    await work(sql, first, second);
  });

describe('deploy_model', () => {
  it('puts a first model in use, then a second, then the first again', async () => {
    await rolledBack(sql, async (sql) => {
      const [first, second] = await twoModels(sql);
      let previous = (await inUse(sql))?.id ?? null;
      for (const model of [first, second, first]) {
        await ready(sql, model);
        await become(sql, 'engineer');
        const [made] = await deploy(sql, model, ' for the test ');
        expect(made).toMatchObject({
          model_id: String(model),
          threshold: 0.25,
          reason: 'for the test',
          rolled_back_to: null,
        });
        expect(made!['previous_id']).toBe(previous === null ? null : String(previous));
        previous = Number(made!['id']);
        expect(await inUse(sql)).toMatchObject({ model });
      }
      const [retired] = await sql`select status from public.model_overview where id = ${second}`;
      expect(retired!['status']).toBe('retired');
    });
  });

  it.each([
    ['anon', '42501'],
    ['stranger', 'PT403'],
    ['operator', 'PT403'],
    ['service', 'PT403'],
  ] as const)('refuses %s', async (caller, code) => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await ready(sql, model);
      await become(sql, caller);
      expect((await refusal(sql, (sql) => deploy(sql, model, 'because')))?.code).toBe(code);
      const back = await refusal(sql, (sql) => sql`select public.roll_back(1, 'because')`);
      expect(back?.code).toBe(code);
    });
  });

  it.each(['', '  ', 'x'])('wants a reason: %j', async (reason) => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'admin');
      expect((await refusal(sql, (sql) => deploy(sql, model, reason)))?.detail).toBe('reason_missing');
    });
  });

  it('refuses a model that does not exist, and a threshold that is no share', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'engineer');
      expect((await refusal(sql, (sql) => deploy(sql, 2_000_000_000, 'none')))?.detail).toBe('not_found');
      for (const threshold of [-0.1, 1.1, Number.NaN]) {
        const refused = await refusal(
          sql,
          (sql) => sql`select public.deploy_model(${model}, 'why', threshold => ${threshold})`,
        );
        expect(refused?.detail, String(threshold)).toBe('invalid_field');
      }
    });
  });

  it('refuses the model that is in use, but not with another threshold', async () => {
    await withFirstInUse(async (sql, first) => {
      await ready(sql, first);
      await become(sql, 'engineer');
      expect((await refusal(sql, (sql) => deploy(sql, first, 'again')))?.detail).toBe('already_in_use');
      const [made] =
        await sql`select * from public.deploy_model(${first}, 'more long tests', threshold => 0.125)`;
      expect(made).toMatchObject({ model_id: String(first), threshold: 0.125 });
      const [input] = await sql`select public.predict_input('{}') -> 'deployment' as deployment`;
      expect(input!['deployment']).toMatchObject({ modelId: first, threshold: 0.125 });
      const [back] = await deploy(sql, first, 'its own again');
      expect(back!['threshold']).toBe(0.25);
    });
  });
});

describe('what was seen', () => {
  it('must be what is in use; the refusal names who, what and when', async () => {
    await withFirstInUse(async (sql, first, second) => {
      await ready(sql, second);
      const current = (await inUse(sql))!.id;
      await become(sql, 'admin');
      for (const seen of [0, current - 1]) {
        const refused = await refusal(
          sql,
          (sql) => sql`select public.deploy_model(${second}, 'why', seen_deployment_id => ${seen})`,
        );
        expect(refused).toMatchObject({ code: 'PT409', detail: 'deployment_changed' });
        expect(refused!.message).toMatch(
          new RegExp(
            `engineer@\\S+ put model ${first} \\(model 1\\) in use with the threshold 0.25 at 20\\d\\d-.* UTC`,
          ),
        );
      }
      await sql`select public.deploy_model(${second}, 'why', seen_deployment_id => ${current})`;
      expect(await inUse(sql)).toMatchObject({ model: second });
    });
  });
});

describe('the pre-flight', () => {
  const refusedAs = async (sql: TransactionSql, model: number, caller: Caller = 'engineer') => {
    await become(sql, caller);
    return await refusal(sql, (sql) => deploy(sql, model, 'for the test'));
  };

  it('must be there, of the last 15 minutes, of the same file', async () => {
    await withFirstInUse(async (sql, first, second) => {
      await evaluated(sql, second, first);
      expect(await refusedAs(sql, second)).toMatchObject({ code: 'PT409', detail: 'preflight_missing' });
      await preflighted(sql, first);
      expect((await refusedAs(sql, second))?.detail).toBe('preflight_missing');
      await preflighted(sql, second, { minutesAgo: 16 });
      expect((await refusedAs(sql, second))?.detail).toBe('preflight_missing');
      await preflighted(sql, second, { minutesAgo: 14 });
      await sql`update public.models set sha256 = 'other bytes' where id = ${second}`;
      expect((await refusedAs(sql, second))?.detail).toBe('preflight_missing');
      await preflighted(sql, second, { minutesAgo: 14 });
      expect(await refusedAs(sql, second)).toBeNull();
    });
  });

  it('that failed refuses with the checks that failed; the newest one counts', async () => {
    await withFirstInUse(async (sql, first, second) => {
      await evaluated(sql, second, first);
      await preflighted(sql, second);
      await preflighted(sql, second, { failing: ['golden', 'latency'] });
      const refused = await refusedAs(sql, second);
      expect(refused).toMatchObject({ code: 'PT409', detail: 'preflight_failed' });
      expect(refused!.message).toContain('golden (as golden was found); latency (as latency was found)');
      expect(refused!.message).not.toContain('comparison');
      await preflighted(sql, second);
      expect(await refusedAs(sql, second)).toBeNull();
    });
  });

  it('is asked again for the comparison, which may have aged or be of another model', async () => {
    await withFirstInUse(async (sql, first, second) => {
      await preflighted(sql, second);
      expect((await refusedAs(sql, second))?.message).toContain(
        `comparison (Model ${second} was never evaluated against model ${first}`,
      );
      await evaluated(sql, second, null);
      expect((await refusedAs(sql, second))?.detail).toBe('preflight_failed');
      await evaluated(sql, second, first, { hoursAgo: 25 });
      expect((await refusedAs(sql, second))?.message).toMatch(/comparison \(.*older than 24 hours/);
      await preflighted(sql, second, { failing: ['comparison'] });
      await evaluated(sql, second, first, { hoursAgo: 23 });
      expect(await refusedAs(sql, second)).toBeNull();
      const [{ preflight } = {}] =
        await sql`select preflight from public.deployments order by id desc limit 1`;
      expect(preflight.checks.at(-1)).toMatchObject({ check: 'comparison', result: 'ok' });
    });
  });

  it('of a first model wants it evaluated alone', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const check = async (current: number | null) =>
        (await sql`select private.comparison_check(${model}, ${current}) as found`)[0]!['found'];
      expect(await check(null)).toMatchObject({ check: 'comparison', result: 'failed' });
      await evaluated(sql, model, null);
      expect(await check(null)).toMatchObject({ result: 'ok' });
      expect(await check(model)).toMatchObject({ result: 'ok' });
      expect(await check(model + 1)).toMatchObject({ result: 'failed' });
    });
  });

  it('that failed is passed over by an admin with a reason, which is kept; not by an engineer', async () => {
    await withFirstInUse(async (sql, first, second) => {
      await evaluated(sql, second, first);
      const id = await preflighted(sql, second, { failing: ['latency'] });
      const go = (why: string) => (sql: TransactionSql) =>
        sql`select * from public.deploy_model(${second}, 'why', override_reason => ${why})`;
      await become(sql, 'engineer');
      expect(await refusal(sql, go('I know it'))).toMatchObject({ code: 'PT403', detail: 'not_allowed' });
      await become(sql, 'admin');
      expect((await refusal(sql, go('no')))?.detail).toBe('reason_missing');
      expect((await refusal(sql, go('  ')))?.detail).toBe('preflight_failed');
      const [made] = await go('the machine was busy')(sql);
      expect(made!['override_reason']).toBe('the machine was busy');
      expect(made!['preflight']).toMatchObject({ id });
      expect(made!['preflight'].checks[4]).toMatchObject({ check: 'latency', result: 'failed' });
    });
  });

  it('that is missing is passed over by nobody, and a reason that was not needed is not kept', async () => {
    await withFirstInUse(async (sql, first, second) => {
      await evaluated(sql, second, first);
      await become(sql, 'admin');
      const go = (sql: TransactionSql) =>
        sql`select * from public.deploy_model(${second}, 'why', override_reason => 'in any case')`;
      expect((await refusal(sql, go))?.detail).toBe('preflight_missing');
      await preflighted(sql, second);
      await become(sql, 'admin');
      expect((await go(sql))[0]!['override_reason']).toBeNull();
    });
  });

  it.each([
    'update public.preflights set checks = checks',
    'delete from public.preflights',
    'truncate public.preflights',
  ])('is append-only for service_role: %s', async (statement) => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await preflighted(sql, model);
      await become(sql, 'service');
      expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.detail).toBe('not_allowed');
    });
  });

  it('is written by the service only', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const write = (sql: TransactionSql) =>
        sql`insert into public.preflights (model_id, sha256, checks)
          select id, sha256, '[{"check": "file", "result": "ok", "found": ""}]' from public.models where id = ${model}`;
      for (const caller of ['engineer', 'admin'] as const) {
        await become(sql, caller);
        expect((await refusal(sql, write))?.code).toBe('42501');
      }
      await become(sql, 'service');
      expect(await refusal(sql, write)).toBeNull();
    });
  });
});

describe('the comparison that is frozen', () => {
  it('is the newest with the model then in use, or the one that was looked at', async () => {
    await withFirstInUse(async (sql, first, second) => {
      const looked = await evaluated(sql, second, first, { result: { n: 1 } });
      const newest = await evaluated(sql, second, first, { result: { n: 2 } });
      const alone = await evaluated(sql, second, null, { result: { n: 3 } });
      await preflighted(sql, second);
      await become(sql, 'engineer');
      const go = (id: number) => (sql: TransactionSql) =>
        sql`select comparison, evaluation_id::int from public.deploy_model(${second}, 'why', evaluation_id => ${id})`;
      expect((await refusal(sql, go(alone)))?.detail).toBe('invalid_field');
      await sql
        .savepoint(async (sql) => {
          const [made] =
            await sql`select comparison, evaluation_id::int from public.deploy_model(${second}, 'why')`;
          expect(made).toEqual({ comparison: { n: 2 }, evaluation_id: newest });
          throw new Error('taken back');
        })
        .catch((error: Error) => expect(error.message).toBe('taken back'));
      expect((await go(looked)(sql))[0]).toEqual({ comparison: { n: 1 }, evaluation_id: looked });
    });
  });
});

describe('roll_back', () => {
  const back =
    (deployment: number, more = sql``) =>
    (tx: TransactionSql) =>
      tx`select * from public.roll_back(${deployment}, 'it was better' ${more})`;

  it('takes an earlier model and its threshold in one step, and is one more deployment', async () => {
    await withFirstInUse(async (sql, first, second) => {
      await ready(sql, first);
      await become(sql, 'engineer');
      const [other] = await sql`select id::int from public.deploy_model(${first}, 'fewer', threshold => 0.5)`;
      await ready(sql, second);
      await become(sql, 'engineer');
      const [latest] = await sql`select id::int from public.deploy_model(${second}, 'try it')`;
      await preflighted(sql, first); // no comparison with the second one
      await become(sql, 'engineer');
      const [made] = await back(other!['id'])(sql);
      expect(made).toMatchObject({
        model_id: String(first),
        threshold: 0.5,
        rolled_back_to: String(other!['id']),
        previous_id: String(latest!['id']),
        comparison: null,
      });
      expect(made!['preflight'].checks.at(-1)).toMatchObject({ check: 'comparison', result: 'skipped' });
    });
  });

  it('refuses what is in use, what never was, and a model that was not checked', async () => {
    await withFirstInUse(async (sql, first, second) => {
      const current = (await inUse(sql))!.id;
      await preflighted(sql, first);
      await become(sql, 'engineer');
      expect((await refusal(sql, back(current)))?.detail).toBe('already_in_use');
      expect((await refusal(sql, back(2_000_000_000)))?.detail).toBe('not_found');
      await ready(sql, second);
      await become(sql, 'engineer');
      await deploy(sql, second, 'try it');
      await preflighted(sql, first, { failing: ['file'] });
      await become(sql, 'engineer');
      expect((await refusal(sql, back(current)))?.detail).toBe('preflight_failed');
      const seen = sql`, seen_deployment_id => ${current}`;
      expect((await refusal(sql, back(current, seen as never)))?.detail).toBe('deployment_changed');
      await become(sql, 'admin');
      const override = sql`, override_reason => 'the file is restored'`;
      expect((await back(current, override as never)(sql))[0]).toMatchObject({
        override_reason: 'the file is restored',
      });
    });
  });
});

describe('deployments', () => {
  it('are not made by the secret key alone, even straight into the table', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const [engineer] = await sql`select user_id from public.memberships where role = 'engineer' limit 1`;
      await become(sql, 'service');
      const denied = await refusal(
        sql,
        (sql) => sql`insert into public.deployments (model_id, threshold, deployed_by, reason)
          values (${model}, 0.5, ${engineer!['user_id']}, 'by the back door')`,
      );
      expect(denied?.detail).toBe('person_required');
    });
  });

  it.each([
    'update public.deployments set reason = reason',
    'delete from public.deployments',
    'truncate public.deployments cascade',
  ])('are append-only for service_role: %s', async (statement) => {
    await withFirstInUse(async (sql) => {
      await become(sql, 'service');
      expect(await refusal(sql, (sql) => sql.unsafe(statement))).not.toBeNull();
    });
  });
});
