import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

const deploy = (sql: TransactionSql, model: number, reason: string) =>
  sql`select * from public.deploy_model(${model}, ${reason})`;
const inUse = async (sql: TransactionSql) =>
  (await sql`select id, status from public.model_overview where status = 'in_use'`).map((row) =>
    Number(row['id']),
  );

describe('deploy_model', () => {
  it('puts a first model in use, then a second, then the first again', async () => {
    await rolledBack(sql, async (sql) => {
      const [first, second] = await twoModels(sql);
      await become(sql, 'engineer');
      for (const model of [first, second, first]) {
        await deploy(sql, model, 'for the test');
        expect(await inUse(sql)).toEqual([model]);
      }
      const [retired] = await sql`select status from public.model_overview where id = ${second}`;
      expect(retired!['status']).toBe('retired');
      expect(
        (await sql`select * from public.deployments where model_id in (${first}, ${second})`).length,
      ).toBe(3);
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
      await become(sql, caller);
      expect((await refusal(sql, (sql) => deploy(sql, model, 'because')))?.code).toBe(code);
    });
  });

  it.each(['', '  ', 'x'])('wants a reason: %j', async (reason) => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'admin');
      expect((await refusal(sql, (sql) => deploy(sql, model, reason)))?.detail).toBe('reason_missing');
    });
  });

  it('refuses the model that is in use already, and one that does not exist', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'engineer');
      await deploy(sql, model, 'for the test');
      expect((await refusal(sql, (sql) => deploy(sql, model, 'again')))?.detail).toBe('already_in_use');
      expect((await refusal(sql, (sql) => deploy(sql, 2_000_000_000, 'none')))?.detail).toBe('not_found');
    });
  });

  it('freezes the newest comparison with the model then in use', async () => {
    await rolledBack(sql, async (sql) => {
      const [first, second] = await twoModels(sql);
      await become(sql, 'engineer');
      await deploy(sql, first, 'first');
      await sql`reset role`;
      for (const n of [1, 2]) {
        await sql`insert into public.evaluations (model_id, against_id, result) values (${second}, ${first}, ${sql.json({ n })})`;
      }
      await become(sql, 'engineer');
      const [deployment] = await deploy(sql, second, 'better');
      expect(deployment!['comparison']).toEqual({ n: 2 });
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
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await become(sql, 'engineer');
      await deploy(sql, model, 'for the test');
      await become(sql, 'service');
      expect(await refusal(sql, (sql) => sql.unsafe(statement))).not.toBeNull();
    });
  });
});
