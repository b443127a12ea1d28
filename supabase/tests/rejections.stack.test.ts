import { afterAll, expect, it } from 'vitest';
import { rejectionSchema } from '../../shared/contracts/inbox.ts';
import { database } from '../../tools/test/stack.ts';
import { become, rolledBack, twoModels } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

it('a challenger’s figures leave out cars that it or the other learned from, and count a car once', async () => {
  await rolledBack(sql, async (sql) => {
    const [inUse, model] = await twoModels(sql);
    const deployment = await putInUse(sql, inUse);
    await sql`insert into public.cars (knr, road_test_failed, road_test_at)
      select '1898-000000' || n, n <> 4, '1898-01-01' from generate_series(1, 4) n`;
    for (const [id, learned] of [
      [inUse, '1898-0000001'],
      [model, '1898-0000002'],
    ] as const) {
      const [snapshot] = await sql`
        insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
        values (${learned}, 'x', 1, 1, '1890-01-01', '1890-01-01', '1890-01-01') returning id`;
      await sql`insert into public.snapshot_cars (snapshot_id, learned, held_out)
        values (${snapshot!['id']}, array[${learned}], '{}')`;
      await sql`update public.models set snapshot_id = ${snapshot!['id']} where id = ${id}`;
    }
    // The last car is asked for twice: its last answer counts.
    for (const [n, mine] of [
      [1, 0.9],
      [2, 0.9],
      [3, 0.9],
      [4, 0.9],
      [4, 0.1],
    ] as const)
      await sql`
        with asked as (
          insert into public.predictions (knr, deployment_id, probability, decision, created_at)
          values (${`1898-000000${n}`}, ${deployment}, 0.1, 'short', '1897-12-31') returning id)
        insert into public.challenger_scores (prediction_id, model_id, probability)
        select id, ${model}, ${mine} from asked`;
    await become(sql, 'engineer');
    await sql`select public.answer_candidate(${model}, 'reject', 'not sure of it')`;
    const figures = {
      known: 2,
      failures: 1,
      caught: 1,
      caughtByOther: 0,
      longTests: 1,
      longTestsOfOther: 0,
    };
    const [row] = await sql`select public.rejections() as rejections`;
    expect(rejectionSchema.array().parse(row!['rejections'])[0]?.live).toEqual(figures);
    const [pairs] = await sql`select public.live_pairs(${model}, ${inUse}) as pairs`;
    expect(pairs!['pairs']).toMatchObject({ known: 2 });
  });
});
