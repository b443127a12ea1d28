import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { lineageSchema, modelCarsSchema } from '../../shared/contracts/lineage.ts';
import { database } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack, twoModels } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

const knrs = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `2094-${String(from + i).padStart(7, '0')}`);

async function lineage(tx: TransactionSql, model: number) {
  const [row] = await tx`select public.model_lineage(${model}) as lineage`;
  return lineageSchema.nullable().parse(row!['lineage']);
}
async function cars(tx: TransactionSql, model: number, part: string, page?: number, size?: number) {
  const [row] = await tx`select public.model_cars(${model}, ${part}, ${page ?? 1}, ${size ?? 50}) as cars`;
  return modelCarsSchema.nullable().parse(row!['cars']);
}

/** A model that a run of an engineer made of 200 cars learned from, 50 held out and 30 left out. */
async function putModel(tx: TransactionSql): Promise<{ model: number; datasets: number[] }> {
  const [model] = await twoModels(tx);
  const datasets: number[] = [];
  for (const name of ['fine.csv', 'strange.csv', 'stranger.csv']) {
    const [row] = await tx`
      insert into public.datasets (kind, name, storage_path, sha256, status, review, rows_read, rows_loaded, rows_duplicate, rows_rejected)
      values ('failures', ${name}, 'test', md5(random()::text), 'loaded', ${name === 'fine.csv' ? 'fine' : 'needs_look'}, 9, 9, 0, 0)
      returning id`;
    datasets.push(Number(row!['id']));
  }
  const [snapshot] = await tx`
    insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
    values ('5afe', 'test', 250, 17, '2094-01-01', '2094-06-30 12:00:00', '2094-05-01') returning id`;
  const excluded = knrs(251, 280).map((knr, i) => ({
    knr,
    reason: 'in_review',
    datasetId: datasets[i < 20 ? 1 : 2],
  }));
  await tx`insert into public.snapshot_cars (snapshot_id, learned, held_out, excluded, datasets) values
    (${snapshot!['id']}, ${knrs(1, 200)}, ${knrs(201, 250)}, ${tx.json(excluded)},
     ${tx.json([{ id: datasets[0]!, name: 'fine.csv', kind: 'failures', sha256: 'abc', rows: 9 }])})`;
  const [run] = await tx`
    insert into public.training_runs (status, cause, requested_by, parameters, search, started_at, finished_at, snapshot_id)
    select 'succeeded', 'button', m.user_id, '{"maxDepth": 4}', '{"trials": [{}, {}], "chosen": 2, "defaultsKept": false}',
      '2026-01-01 10:00:00Z', '2026-01-01 10:01:30Z', ${snapshot!['id']}
    from public.memberships m where m.role = 'engineer' limit 1 returning id`;
  await tx`update public.models set snapshot_id = ${snapshot!['id']}, training_run_id = ${run!['id']},
    parameters = '{"trees": 40}' where id = ${model}`;
  return { model, datasets };
}

describe('model_lineage', () => {
  it('tells the run, the search, the snapshot, its files and who was left out why', () =>
    rolledBack(sql, async (tx) => {
      const { model, datasets } = await putModel(tx);
      await tx`update public.datasets set status = 'removed' where id = ${datasets[0]!}`;
      await become(tx, 'engineer');
      const found = (await lineage(tx, model))!;
      expect(found).toMatchObject({
        modelId: model,
        parameters: { trees: 40 },
        run: { cause: 'button', seconds: 90, told: { maxDepth: 4 } },
        search: { trials: 2, chosen: 2, defaultsKept: false },
        snapshot: {
          sha256: '5afe',
          cars: 250,
          failures: 17,
          periodFrom: '2094-01-01T00:00:00',
          periodTo: '2094-06-30T12:00:00',
          holdoutFrom: '2094-05-01T00:00:00',
        },
        cars: { learned: 200, heldOut: 50, excluded: 30 },
        datasets: [
          { id: datasets[0], name: 'fine.csv', kind: 'failures', sha256: 'abc', rows: 9, status: 'removed' },
        ],
        excludedBy: [
          { datasetId: datasets[1], name: 'strange.csv', kind: 'failures', reason: 'in_review', cars: 20 },
          { datasetId: datasets[2], name: 'stranger.csv', kind: 'failures', reason: 'in_review', cars: 10 },
        ],
      });
      expect(found.run!.person).toMatch(/@/);
      await become(tx, 'operator');
      expect((await lineage(tx, model))!.run!.person).toBeNull();
    }));

  it('says of a model from elsewhere that nothing of it is known, and of no model nothing', () =>
    rolledBack(sql, async (tx) => {
      const [elsewhere] = await twoModels(tx);
      await become(tx, 'operator');
      expect(await lineage(tx, elsewhere)).toEqual({
        modelId: elsewhere,
        parameters: {},
        run: null,
        search: null,
        snapshot: null,
        cars: null,
        datasets: [],
        excludedBy: [],
      });
      expect(await lineage(tx, 2_000_000_000)).toBeNull();
    }));
});

describe('model_cars', () => {
  it('pages through each part in the order of numbers, with the label of today', () =>
    rolledBack(sql, async (tx) => {
      const { model, datasets } = await putModel(tx);
      await tx`insert into public.cars (knr, engine, color, road_test_at, road_test_failed)
        values ('2094-0000051', 'DSN', 'K2K2', '2094-02-01', true)`;
      await become(tx, 'operator');
      const second = (await cars(tx, model, 'learned', 2))!;
      expect(second.total).toBe(200);
      expect(second.cars.map((car) => car.knr)).toEqual(knrs(51, 100));
      expect(second.cars[0]).toEqual({
        knr: '2094-0000051',
        failed: true,
        roadTestAt: '2094-02-01T00:00:00',
        engine: 'DSN',
        color: 'K2K2',
        reason: null,
        datasetId: null,
      });
      // A car of which nothing is left stays on the list.
      expect(second.cars[1]).toMatchObject({ failed: null, roadTestAt: null });
      expect((await cars(tx, model, 'held_out', 3, 20))!.cars.map((car) => car.knr)).toEqual(knrs(241, 250));
      const left = (await cars(tx, model, 'excluded', 2, 15))!;
      expect(left.total).toBe(30);
      expect(left.cars.map((car) => car.knr)).toEqual(knrs(266, 280));
      expect(left.cars.map((car) => car.datasetId)).toEqual([
        ...Array<number>(5).fill(datasets[1]!),
        ...Array<number>(10).fill(datasets[2]!),
      ]);
      expect(left.cars[0]).toMatchObject({ reason: 'in_review' });
      for (const part of ['learned', 'held_out', 'excluded'])
        expect(await cars(tx, model, part, 1_000_000, 5000)).toMatchObject({ cars: [] });
    }));

  it('does not know the cars of a model from elsewhere', () =>
    rolledBack(sql, async (tx) => {
      const [elsewhere] = await twoModels(tx);
      await become(tx, 'operator');
      for (const part of ['learned', 'held_out', 'excluded'])
        expect(await cars(tx, elsewhere, part)).toBeNull();
    }));

  it.each([
    ['others', 1, 50],
    ['learned', 0, 50],
    ['learned', 1, 0],
    ['learned', 1, 5001],
  ])('refuses %s, page %d of %d cars', (part, page, size) =>
    rolledBack(sql, async (tx) => {
      const { model } = await putModel(tx);
      await become(tx, 'operator');
      const refused = await refusal(tx, (tx) => cars(tx, model, part, page, size));
      expect(refused).toMatchObject({ code: 'PT400', detail: 'invalid_field' });
    }),
  );
});

describe.each(['model_lineage', 'model_cars'] as const)('%s', (name) => {
  it.each(CALLERS)('answers %s by the role', (caller) =>
    rolledBack(sql, async (tx) => {
      const { model } = await putModel(tx);
      await become(tx, caller);
      const ask = (tx: TransactionSql) =>
        name === 'model_cars' ? cars(tx, model, 'learned') : lineage(tx, model);
      expect((await refusal(tx, ask))?.code).toBe({ anon: '42501', stranger: 'PT403' }[caller as string]);
    }),
  );
});
