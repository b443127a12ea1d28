import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { passportSchema, type Passport } from '../../shared/contracts/passport.ts';
import { database } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack, twoModels } from './as-caller.ts';
import { ready } from './preflighted.ts';

const sql = database();
afterAll(() => sql.end());

const KNR = '2095-0000001';

async function passport(tx: TransactionSql, knr = KNR): Promise<Passport | null> {
  const [row] = await tx`select public.car_passport(${knr}) as passport`;
  return passportSchema.nullable().parse(row!['passport']);
}

/** A car that has gone along the line and failed the road test, with a failure, results and a dataset that tell of it. */
async function putCar(tx: TransactionSql): Promise<{ datasetId: number }> {
  await tx`insert into public.cars (knr, model, color, engine, road_test_at, road_test_failed, road_test_ended_at)
    values (${KNR}, 'A', 'K2K2', 'DHS', '2095-03-02 10:00:00', true, '2095-03-02 10:30:00')`;
  const [dataset] = await tx`
    insert into public.datasets (kind, name, storage_path, status, review, rows_read, rows_loaded, rows_duplicate, rows_rejected)
    values ('failures', 'failures.csv', 'test', 'loaded', 'fine', 4, 4, 0, 0) returning id`;
  const datasetId = Number(dataset!['id']);
  await tx`insert into public.dataset_cars (dataset_id, knr, from_at, to_at)
    values (${datasetId}, ${KNR}, '2095-03-01', '2095-03-03')`;
  await tx`insert into public.status_events (row_key, knr, status, checkpoint, passed_at, dataset_id) values
    (gen_random_uuid(), ${KNR}, 'M700', 'ZP7', '2095-03-02 09:00:30', ${datasetId}),
    (gen_random_uuid(), ${KNR}, 'R750', 'ZP5', '2095-03-01 08:00:00', ${datasetId}),
    (gen_random_uuid(), ${KNR}, 'G620', null, '2095-03-01 09:30:00', ${datasetId})`;
  await tx`insert into public.failures (row_key, knr, checkpoint, station, failure, failure_group, found_at, dataset_id) values
    (gen_random_uuid(), ${KNR}, 'ROD', 'EST9', 'Motor. Ruído', '5', '2095-03-02 10:30:00', ${datasetId}),
    (gen_random_uuid(), ${KNR}, 'ZP7', null, 'Porta 01. Riscada', '133', '2095-03-02 09:00:00', ${datasetId}),
    (gen_random_uuid(), ${KNR}, '', null, 'Faltou peça', '-2', '2095-03-02 10:00:00', ${datasetId})`;
  await tx`insert into public.test_results
      (knr, test_group, unit, hour, ok, not_ok, value_count, value_sum, value_sum_sq, first_at, last_at) values
    (${KNR}, 2, 'Nm', '2095-03-01 08:00:00', 10, 1, 11, 1, 1, '2095-03-01 08:10:00', '2095-03-01 08:50:00'),
    (${KNR}, 2, 'Grad', '2095-03-01 09:00:00', 4, 0, 4, 1, 1, '2095-03-01 09:10:00', '2095-03-01 09:20:00'),
    (${KNR}, 718, 'V', '2095-03-01 07:00:00', 3, 0, 3, 1, 1, '2095-03-01 07:10:00', '2095-03-01 07:20:00')`;
  await tx`insert into public.test_failures (row_key, knr, test_group, name, unit, value, tested_at, dataset_id)
    values (gen_random_uuid(), ${KNR}, 2, '042000', 'Nm', 1.5, '2095-03-01 08:20:00', ${datasetId})`;
  return { datasetId };
}

async function deploy(tx: TransactionSql, modelId: number): Promise<number> {
  await ready(tx, modelId);
  await become(tx, 'engineer');
  const [row] = await tx`select (public.deploy_model(${modelId}, 'for the test')).id`;
  await tx`reset role`;
  return Number(row!['id']);
}

/** A snapshot of 2095 up to 5 March, kept with these cars, for a model. */
async function keepCars(tx: TransactionSql, modelId: number, cars: object): Promise<void> {
  const [snapshot] = await tx`
    insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
    values ('test', 'test', 3, 1, '2095-01-01', '2095-03-05', '2095-03-01') returning id`;
  await tx`update public.models set snapshot_id = ${snapshot!['id']} where id = ${modelId}`;
  await tx`insert into public.snapshot_cars ${tx({
    snapshot_id: snapshot!['id'],
    learned: ['2095-0000007'],
    held_out: ['2095-0000008'],
    excluded: tx.json([]),
    ...cars,
  } as never)}`;
}

describe('car_passport', () => {
  it('tells the facts, the way along the line, failures and tests in the order of time', () =>
    rolledBack(sql, async (tx) => {
      const { datasetId } = await putCar(tx);
      await become(tx, 'operator');
      const found = (await passport(tx))!;
      expect(found).toMatchObject({
        knr: KNR,
        model: 'A',
        color: 'K2K2',
        engine: 'DHS',
        roadTestAt: '2095-03-02T10:00:00',
        roadTestEndedAt: '2095-03-02T10:30:00',
        roadTestFailed: true,
        predictions: [],
      });
      expect(found.line).toEqual([
        { code: 'R750', checkpoint: 'ZP5', passedAt: '2095-03-01T08:00:00', minutes: null },
        { code: 'G620', checkpoint: null, passedAt: '2095-03-01T09:30:00', minutes: 90 },
        { code: 'M700', checkpoint: 'ZP7', passedAt: '2095-03-02T09:00:30', minutes: 1410.5 },
      ]);
      // At the road test by place, or by time: one stamped at the entry counts as such.
      expect(
        found.failures.map((f) => [f.checkpoint, f.station, f.failure, f.failureGroup, f.fromEntryOn]),
      ).toEqual([
        ['ZP7', null, 'Porta 01. Riscada', '133', false],
        ['', null, 'Faltou peça', '-2', true],
        ['ROD', 'EST9', 'Motor. Ruído', '5', true],
      ]);
      expect(found.testGroups).toEqual([
        { testGroup: 2, ok: 14, notOk: 1, firstAt: '2095-03-01T08:10:00', lastAt: '2095-03-01T09:20:00' },
        { testGroup: 718, ok: 3, notOk: 0, firstAt: '2095-03-01T07:10:00', lastAt: '2095-03-01T07:20:00' },
      ]);
      expect(found.testFailures).toEqual([
        { testGroup: 2, name: '042000', unit: 'Nm', value: 1.5, testedAt: '2095-03-01T08:20:00' },
      ]);
      expect(found.datasets).toEqual([
        { id: datasetId, name: 'failures.csv', kind: 'failures', source: 'file', review: 'fine' },
      ]);
    }));

  it('tells every prediction with its deployment and, once the label is known, what it came to', () =>
    rolledBack(sql, async (tx) => {
      await putCar(tx);
      const [first, second] = await twoModels(tx);
      const deployments = [await deploy(tx, first), await deploy(tx, second)];
      await tx`insert into public.predictions (knr, deployment_id, probability, decision, reasons) values
        (${KNR}, ${deployments[0]!}, 0.125, 'short', '[{"feature": "engine", "value": "DHS", "typical": "CWL", "effect": 0.01}]'),
        (${KNR}, ${deployments[1]!}, null, 'long', '[]')`;
      const outcomes = async () => (await passport(tx))!.predictions.map((p) => p.outcome);
      expect((await passport(tx))!.predictions).toMatchObject([
        {
          deploymentId: deployments[1],
          modelId: second,
          modelName: 'model 2',
          probability: null,
          decision: 'long',
        },
        {
          deploymentId: deployments[0],
          modelId: first,
          threshold: 0.25,
          probability: 0.125,
          decision: 'short',
          reasons: [{ feature: 'engine', value: 'DHS', typical: 'CWL', effect: 0.01 }],
        },
      ]);
      expect(await outcomes()).toEqual(['caught', 'escaped']);
      await tx`update public.cars set road_test_failed = false where knr = ${KNR}`;
      expect(await outcomes()).toEqual(['needless', 'rightly_short']);
      await tx`update public.cars set road_test_failed = null, road_test_ended_at = null where knr = ${KNR}`;
      expect(await outcomes()).toEqual(['not_known', 'not_known']);
    }));

  it.each([
    ['learned', { learned: [KNR] }],
    ['held_out', { held_out: [KNR] }],
    ['excluded', {}],
    ['not_labelled', {}],
    ['later', {}],
  ] as const)('says of the model in use that the car is %s', (part, cars) =>
    rolledBack(sql, async (tx) => {
      const { datasetId } = await putCar(tx);
      const [model] = await twoModels(tx);
      const excluded = [{ knr: KNR, reason: 'in_review', datasetId }];
      await keepCars(tx, model, part === 'excluded' ? { excluded: tx.json(excluded) } : cars);
      if (part === 'later') await tx`update public.cars set road_test_at = '2095-03-06' where knr = ${KNR}`;
      await deploy(tx, model);
      await become(tx, 'engineer');
      expect((await passport(tx))!.training).toEqual({
        modelId: model,
        modelName: 'model 1',
        part,
        reason: part === 'excluded' ? 'in_review' : null,
        dataset: part === 'excluded' ? { id: datasetId, name: 'failures.csv' } : null,
      });
    }),
  );

  it('says of a model from elsewhere that it is not known, and of a car before its road test that it is later', () =>
    rolledBack(sql, async (tx) => {
      await putCar(tx);
      const [elsewhere, ours] = await twoModels(tx);
      await deploy(tx, elsewhere);
      expect((await passport(tx))!.training).toMatchObject({ modelId: elsewhere, part: 'not_known' });
      await keepCars(tx, ours, {});
      await deploy(tx, ours);
      await tx`update public.cars set road_test_at = null where knr = ${KNR}`;
      expect((await passport(tx))!.training).toMatchObject({ modelId: ours, part: 'later' });
    }));

  it('does not know a car that nobody has heard of', () =>
    rolledBack(sql, async (tx) => {
      await become(tx, 'operator');
      expect(await passport(tx, '2095-9999999')).toBeNull();
    }));

  it.each(CALLERS)('answers %s by the role', (caller) =>
    rolledBack(sql, async (tx) => {
      await putCar(tx);
      await become(tx, caller);
      const denied = await refusal(tx, (tx) => passport(tx));
      expect(denied?.code).toBe({ anon: '42501', stranger: 'PT403' }[caller as string]);
    }),
  );
});
