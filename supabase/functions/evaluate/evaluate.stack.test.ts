import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mcNemar } from '../../../shared/comparison/mcnemar.ts';
import { wordOf } from '../../../shared/comparison/verdict.ts';
import { evaluateResponseSchema, type EvaluateResponse } from '../../../shared/contracts/evaluate.ts';
import { evaluateBinary } from '../../../shared/metrics/evaluate.ts';
import { putCars, removeCars, type FixtureCar } from '../../../tools/test/fixtures/cars.ts';
import { deployAsPerson } from '../../../tools/test/fixtures/deploy.ts';
import { call, modelForm } from '../../../tools/test/fixtures/functions.ts';
import {
  metadataOf,
  onnxFileOf,
  someCars,
  trainedModel,
  trainedModelFile,
  treeFileOf,
} from '../../../tools/test/fixtures/models.ts';
import { accessToken, database, signedInClient } from '../../../tools/test/stack.ts';
import { loadModel, scoreRows } from '../_shared/onnx/model.ts';

const YEAR = '1902';
const sql = database();
const files: Uint8Array<ArrayBuffer>[] = [];
const ids: number[] = [];
let engineer: string;
let cars: FixtureCar[];
const window = { from: '1902-01-01T00:00:00', to: '1903-01-01T00:00:00' };

beforeAll(async () => {
  await removeCars(sql, YEAR);
  cars = someCars(400, 4).map(({ row, failed }, index) => ({
    knr: `${YEAR}-${String(index).padStart(7, '0')}`,
    features: row,
    roadTestAt: new Date(Date.UTC(1902, 0, 1) + index * 3600_000).toISOString().slice(0, 19),
    failed,
  }));
  await putCars(sql, cars);
  engineer = await accessToken(await signedInClient('engineer'));
  for (const [seed, holdoutFrom] of [
    [11, '1902-01-08T00:00:00'],
    [12, null],
  ] as const) {
    const file = await trainedModelFile((Date.now() % 1_000_000) + seed);
    const body = modelForm(file, metadataOf(`evaluated ${seed}`, { holdoutFrom }));
    files.push(file);
    ids.push((await call('createModel', engineer, { method: 'POST', body })).body.id);
  }
});
afterAll(async () => {
  await removeCars(sql, YEAR);
  await sql.end();
});

const probabilities = async (file: Uint8Array) =>
  await scoreRows(
    await loadModel(file),
    cars.map((car) => car.features),
  );

test('two models on the same cars: metrics, curves, the naive rule and the paired table; kept', async () => {
  const { status, body } = await call('evaluate', engineer, {
    json: { modelId: ids[0], against: ids[1], window },
  });
  expect(status).toBe(200);
  const answer = evaluateResponseSchema.parse(body);
  const label = cars.map((car) => (car.failed ? 1 : 0));
  const [mine, other] = [await probabilities(files[0]!), await probabilities(files[1]!)];
  expect(answer.window).toMatchObject({ cars: 400, failures: label.filter(Boolean).length });
  const expected = evaluateBinary(mine, label, 0.3);
  expect(answer.model.metrics.confusion).toEqual(expected.confusion);
  expect(answer.model.metrics.rocAuc).toBeCloseTo(expected.rocAuc!, 9);
  expect(answer.model.metrics.rocAuc).toBeGreaterThan(0.6);
  expect(answer.naive.rocAuc).toBe(0.5);
  expect(answer.against!.metrics.confusion).toEqual(evaluateBinary(other, label, 0.3).confusion);
  const onlyMine = label.filter((failed, car) => failed && mine[car]! >= 0.3 && other[car]! < 0.3).length;
  expect(answer.paired!.failures.onlyModel).toBe(onlyMine);
  const cells = [...Object.values(answer.paired!.failures), ...Object.values(answer.paired!.passes)];
  expect(cells.reduce((a, b) => a + b)).toBe(400);
  expect(answer.seenInTraining).toBe(true);
  const [kept] =
    await sql`select model_id, against_id from public.evaluations where id = ${answer.evaluationId}`;
  expect(kept).toEqual({ model_id: String(ids[0]), against_id: String(ids[1]) });
});

test('without a window: the cars from the holdout on, which the model has not seen', async () => {
  const { body } = await call('evaluate', engineer, { json: { modelId: ids[0] } });
  const answer = evaluateResponseSchema.parse(body);
  const [held] = await sql`
    select count(*)::int as cars, count(*) filter (where knr like '1902-%')::int as ours from public.cars
    where road_test_failed is not null and road_test_at >= '1902-01-08'`;
  expect(held!['ours']).toBe(400 - 168);
  expect(answer.window.cars).toBe(Math.min(held!['cars'], 26_000));
  if (held!['cars'] < 26_000) expect(answer.window.from).toBe('1902-01-08T00:00:00');
  expect(answer).toMatchObject({ seenInTraining: false, against: null, paired: null });
});

test('a model of unknown origin: the newest fifth of the labelled cars, and a warning that it may have seen them', async () => {
  const { body } = await call('evaluate', engineer, { json: { modelId: ids[1] } });
  const answer = evaluateResponseSchema.parse(body);
  const [newest] = await sql`
    select count(*)::int as cars from public.cars
    where road_test_failed is not null and road_test_at >= ${answer.window.from}::timestamp`;
  const [all] = await sql`select count(*)::int as cars from public.cars where road_test_failed is not null`;
  expect(answer.seenInTraining).toBe(true);
  expect(answer.window.cars).toBe(Math.min(newest!['cars'], 26_000));
  expect(answer.window.cars / Math.min(all!['cars'], 130_000)).toBeCloseTo(0.2, 1);
});

describe('the comparison', () => {
  let answer: EvaluateResponse;
  let against: number;
  const compare = async (modelId: number, other: number) => {
    const { body } = await call('evaluate', engineer, { json: { modelId, against: other, window } });
    return evaluateResponseSchema.parse(body);
  };

  beforeAll(async () => {
    const model = await trainedModel((Date.now() % 1_000_000) + 13);
    const body = modelForm(onnxFileOf(model), metadataOf('explains'), treeFileOf(model));
    against = (await call('createModel', engineer, { method: 'POST', body })).body.id;
    const [dataset] = await sql`
      insert into public.datasets (kind, name, storage_path, status) values ('failures', ${YEAR}, ${YEAR}, 'loaded') returning id`;
    const found = cars.filter((car) => car.failed);
    await sql`insert into public.failures ${sql(
      found.map((car) => ({
        row_key: randomUUID(),
        knr: car.knr,
        checkpoint: 'ROD',
        failure: `found on ${car.knr}`,
        failure_group: '1',
        found_at: car.roadTestAt,
        dataset_id: dataset!['id'],
      })),
    )}`;
    answer = await compare(ids[0]!, against);
  });
  afterAll(async () => {
    await sql`delete from public.failures where knr like ${`${YEAR}-%`}`;
    await sql`delete from public.datasets where name = ${YEAR}`;
  });

  test('its verdict is the rule on the failing cars, and stands on the curve', () => {
    const { verdict, capacity, differences } = answer.comparison!;
    const { failures } = verdict;
    expect(failures.both + failures.onlyModel + failures.onlyAgainst + failures.neither).toBe(
      answer.window.failures,
    );
    const point = capacity.find(({ longTests }) => longTests === verdict.longTests)!;
    expect(point.model.caught).toBe(failures.both + failures.onlyModel);
    expect(point.against.caught).toBe(failures.both + failures.onlyAgainst);
    expect(verdict.word).toBe(wordOf(failures.onlyModel, failures.onlyAgainst, answer.window.failures));
    const roc = differences.find(({ metric }) => metric === 'rocAuc')!;
    expect(roc.difference).toBeCloseTo(answer.model.metrics.rocAuc! - answer.against!.metrics.rocAuc!, 12);
    expect(roc.interval!.low).toBeLessThan(roc.interval!.high);
    expect(answer.comparison!.live).toBeNull();
  });

  test('tells each failing car that one alone catches, newest first, with its reasons and what was found', () => {
    const { flips, ownThresholds } = answer.comparison!;
    const { onlyModel, onlyAgainst } = answer.paired!.failures;
    expect([flips.onlyModel.length, flips.onlyAgainst.length]).toEqual([onlyModel, onlyAgainst]);
    expect(onlyModel + onlyAgainst).toBeGreaterThan(5);
    // Deno and Node differ in the last bit of a logarithm.
    expect(ownThresholds.pValue).toBeCloseTo(mcNemar(onlyModel, onlyAgainst), 12);
    for (const list of Object.values(flips)) {
      expect(list.map((flip) => flip.enteredAt)).toEqual(
        list
          .map((flip) => flip.enteredAt)
          .toSorted()
          .toReversed(),
      );
      for (const flip of list) expect(flip.failed).toEqual([`found on ${flip.knr}`]);
    }
    for (const { probability } of flips.onlyModel) {
      expect(probability.model).toBeGreaterThanOrEqual(0.3);
      expect(probability.against).toBeLessThan(0.3);
    }
    // By its trees; of the model without a tree file, by what it would say otherwise.
    const reasons = flips.onlyAgainst.flatMap((flip) => flip.reasons);
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.every(({ contribution }) => contribution! > 0)).toBe(true);
    const asked = flips.onlyModel.flatMap((flip) => flip.reasons);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.every(({ contribution, effect }) => contribution === undefined && effect > 0)).toBe(true);
  });

  test('tells the segments of every car', () => {
    const engines = answer.comparison!.segments.filter(({ by }) => by === 'engine');
    expect(engines.map(({ value }) => value).toSorted()).toEqual(['CWL', 'DSN']);
    expect(engines.reduce((sum, each) => sum + each.cars, 0)).toBe(400);
    const months = answer.comparison!.segments.filter(({ by }) => by === 'month');
    expect(months.map(({ value }) => value)).toEqual(['1902-01']);
  });

  test('the model in use decides by the threshold that it was put in use with', async () => {
    await deployAsPerson(await signedInClient('engineer'), against, 'a test of thresholds', { window });
    await sql`update public.models set threshold = 0.9 where id = ${against}`;
    const again = await compare(ids[0]!, against);
    expect(again.against!.metrics.threshold).toBe(0.3);
    expect(again.comparison!.verdict).toEqual(answer.comparison!.verdict);
    await sql`update public.models set threshold = 0.3 where id = ${against}`;
  });
});

describe('refusals', () => {
  test.each([
    ['an unknown model', () => ({ modelId: 999_999_999 }), 404, 'not_found'],
    ['the model against itself', () => ({ modelId: ids[0], against: ids[0] }), 400, 'invalid_field'],
    ['a window that is no time', () => ({ modelId: ids[0], window: { from: 'May' } }), 400, 'invalid_field'],
    [
      'too few cars',
      () => ({ modelId: ids[0], window: { from: '1902-01-01T00:00:00', to: '1902-01-01T05:00:00' } }),
      422,
      'too_few_cars',
    ],
  ])('%s', async (_, json, status, code) => {
    expect(await call('evaluate', engineer, { json: json() })).toMatchObject({
      status,
      body: { error: { code } },
    });
  });

  test('too few cars says how many there are and how many are needed', async () => {
    const json = { modelId: ids[0], window: { from: '1902-01-01T00:00:00', to: '1902-01-01T05:00:00' } };
    const { body } = await call('evaluate', engineer, { json });
    expect(body.error.details).toMatchObject({ cars: 5, needed: 30 });
    const { offer } = body.error.details;
    expect(offer.cars).toBeGreaterThanOrEqual(30);
    const taken = await call('evaluate', engineer, {
      json: { modelId: ids[0], window: { from: offer.from } },
    });
    expect(taken.body).toMatchObject({
      window: { cars: offer.cars, failures: offer.failures },
      seenInTraining: offer.seenInTraining,
    });
  });

  test('nobody without a token', async () => {
    expect((await call('evaluate', null, { json: { modelId: ids[0] } })).status).toBe(401);
  });
});

test('an operator measures too, but nothing is kept, because a deployment quotes what is', async () => {
  const operator = await accessToken(await signedInClient('operator'));
  // Of persons: the trainer compares candidates of other tests meanwhile.
  const kept = async () =>
    (await sql`select count(*) from public.evaluations where created_by is not null`)[0];
  const before = await kept();
  const answer = await call('evaluate', operator, { json: { modelId: ids[0], window } });
  expect(answer).toMatchObject({ status: 200, body: { evaluationId: null } });
  expect(await kept()).toEqual(before);
});
