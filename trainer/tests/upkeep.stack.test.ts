import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { become, refusal, rolledBack, twoModels } from '../../supabase/tests/as-caller.ts';
import { evaluated, preflighted } from '../../supabase/tests/preflighted.ts';
import { putInUse } from '../../supabase/tests/put-in-use.ts';
import { database } from '../../tools/test/stack.ts';
import { thinAll } from '../tasks/upkeep/index.ts';

const sql = database();
afterAll(() => sql.end());

const thin = async (sql: TransactionSql, most = 1000) =>
  (await sql`select private.thin(${most}) as gone`)[0]!['gone'] as Record<string, number>;
const DAY = 24;
const left = async (sql: TransactionSql, table: string, ids: number[]) =>
  (await sql`select id::int from public.${sql.unsafe(table)} where id = any (${ids}) order by id`).map(
    (row) => row['id'],
  );

async function predictions(sql: TransactionSql, deployment: number, days: number[]): Promise<number[]> {
  const ids: number[] = [];
  for (const each of days) {
    const [row] = await sql`
      insert into public.predictions (knr, deployment_id, decision, created_at)
      values ('1899-0000001', ${deployment}, 'long', now() - make_interval(days => ${each})) returning id`;
    ids.push(Number(row!['id']));
  }
  return ids;
}

describe('thinned are', () => {
  test('predictions older than the set time, but not those of an open alarm’s windows', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const deployment = await putInUse(sql, model);
      const ids = await predictions(sql, deployment, [900, 731, 729]);
      const [first, second, young] = ids as [number, number, number];
      await sql`
        insert into public.monitor_windows (model_id, number, cars, first_prediction, last_prediction, first_at, last_at)
        values (${model}, 1, 50, ${first}, ${first}, now(), now()), (${model}, 2, 50, ${second}, ${second}, now(), now())`;
      await sql`
        insert into public.alarms (model_id, feature, since, first_window, last_window, window_cars, p_value, picture)
        values (${model}, 'probability', now(), 2, 3, 50, 0.001, '{}')`;
      expect((await thin(sql))['predictions']).toBe(1);
      expect(await left(sql, 'predictions', ids)).toEqual([second, young]);
      await sql`update public.alarms set closed_at = now()`;
      await thin(sql);
      expect(await left(sql, 'predictions', ids)).toEqual([young]);
      await sql`update public.plant_settings set prediction_days = 800`;
      expect((await thin(sql))['predictions']).toBe(0);
    });
  });

  test('search logs of old runs, but not of a model that was in use', async () => {
    await rolledBack(sql, async (sql) => {
      const [used, unused] = await twoModels(sql);
      await putInUse(sql, used);
      const add = async (model: number, days: number) => {
        const [row] = await sql`
          insert into public.training_runs (cause, status, model_id, search, finished_at)
          values ('button', 'succeeded', ${model}, '{"trials": []}', now() - make_interval(days => ${days})) returning id`;
        return Number(row!['id']);
      };
      const ids = [await add(used, 400), await add(unused, 400), await add(unused, 364)];
      expect((await thin(sql))['searchLogs']).toBe(1);
      const rows =
        await sql`select search is not null as kept from public.training_runs where id = any (${ids}) order by id`;
      expect(rows.map((row) => row['kept'])).toEqual([true, false, true]);
    });
  });

  test('pre-flights and evaluations that no decision was based on, a model’s newest stays', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const flown = [
        await preflighted(sql, model, { minutesAgo: 31 * 24 * 60 }),
        await preflighted(sql, model, { minutesAgo: 31 * 24 * 60 }),
      ];
      const measured: number[] = [];
      for (const hoursAgo of [400 * DAY, 399 * DAY, 398 * DAY])
        measured.push(await evaluated(sql, model, null, { hoursAgo }));
      await become(sql, 'engineer');
      await sql`reset role`;
      await sql`
        insert into public.deployments (model_id, threshold, deployed_by, reason, evaluation_id, preflight)
        select ${model}, 0.25, auth.uid(), 'for the test', ${measured[0]!}, ${sql.json({ id: flown[0]! })}`;
      const gone = await thin(sql);
      expect([gone['preflights'], gone['evaluations']]).toEqual([1, 1]);
      expect(await left(sql, 'preflights', flown)).toEqual([flown[0]]);
      const young = await preflighted(sql, model);
      for (const id of [flown[0]!, young]) {
        const denied = await refusal(sql, (sql) => sql`delete from public.preflights where id = ${id}`);
        expect(denied?.detail).toBe('not_allowed');
      }
      expect(await left(sql, 'evaluations', measured)).toEqual([measured[0], measured[2]]);
    });
  });

  test('notices and webhook messages; a message that waits stays', async () => {
    await rolledBack(sql, async (sql) => {
      await sql`delete from public.notices`;
      for (const days of [181, 179])
        await sql`
          insert into public.notices (kind, facts, created_at) values ('alarm', '{}', now() - make_interval(days => ${days}))`;
      const [webhook] = await sql`
        insert into public.webhooks (address, kinds) values ('https://plant.example', '{alarm}') returning id`;
      await sql`
        insert into public.webhook_deliveries (webhook_id, kind, state, created_at)
        select ${webhook!['id']}, 'test', state, now() - make_interval(days => days)
        from (values ('waiting', 31), ('delivered', 31), ('given_up', 31), ('delivered', 29)) v (state, days)`;
      const gone = await thin(sql);
      expect([gone['notices'], gone['deliveries']]).toEqual([1, 2]);
    });
  });

  test('only so many at once, the oldest first', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const ids = await predictions(sql, await putInUse(sql, model), [900, 899, 898]);
      expect((await thin(sql, 2))['predictions']).toBe(2);
      expect(await left(sql, 'predictions', ids)).toEqual([ids[2]]);
    });
  });
});

test('all of it goes, batch by batch, and what went is noted', async () => {
  const [{ id: before } = { id: 0 }] = await sql`select max(id) as id from public.upkeep_runs`;
  await sql`
    insert into public.notices (kind, facts, created_at)
    select 'alarm', '{}', now() - interval '181 days' from generate_series(1, 25)`;
  const thinned = await thinAll(sql, undefined, { batch: 10, pause: 1 });
  expect(thinned['notices']).toBeGreaterThanOrEqual(25);
  const [run] = await sql`
    select finished_at is not null as finished, thinned from public.upkeep_runs where id > ${before ?? 0} order by id desc limit 1`;
  expect(run).toEqual({ finished: true, thinned });
  await expect(thinAll(sql, AbortSignal.abort())).rejects.toThrow();
  await sql`delete from public.upkeep_runs where finished_at is null`;
});

test('it is asked for once a night', async () => {
  await rolledBack(sql, async (sql) => {
    const asked = async () => {
      await sql`select graphile_worker.remove_job('upkeep')`;
      await sql`select private.ask_for_upkeep()`;
      return (await sql`select from graphile_worker.jobs where key = 'upkeep'`).length === 1;
    };
    await sql`delete from public.upkeep_runs`;
    expect(await asked()).toBe(true);
    await sql`insert into public.upkeep_runs (finished_at) values (now())`;
    expect(await asked()).toBe(false);
    await sql`update public.upkeep_runs set finished_at = now() - interval '25 hours'`;
    expect(await asked()).toBe(true);
  });
});

test('it is not asked for while a trainer is at it', async () => {
  await rolledBack(sql, async (sql) => {
    await sql`delete from public.upkeep_runs`;
    await sql`select graphile_worker.remove_job('upkeep')`;
    await sql`select private.ask_for_upkeep()`;
    await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a trainer' where key = 'upkeep'`;
    await sql`select private.ask_for_upkeep()`;
    const jobs = await sql`select queue_name from graphile_worker.jobs where task_identifier = 'upkeep'`;
    expect([...jobs]).toEqual([{ queue_name: 'upkeep' }]);
  });
});

test('engineers set the times, operators do not, and nobody too short ones', async () => {
  await rolledBack(sql, async (sql) => {
    const set = (days: number) => sql`update public.plant_settings set prediction_days = ${days}`;
    await become(sql, 'operator');
    expect((await set(40)).count).toBe(0);
    await become(sql, 'engineer');
    expect((await set(40)).count).toBe(1);
    expect(
      (await refusal(sql, (sql) => sql`update public.plant_settings set prediction_days = 1`))?.code,
    ).toBe('23514');
  });
});
