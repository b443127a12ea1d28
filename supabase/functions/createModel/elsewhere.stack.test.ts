import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PreflightCheck } from '../../../shared/contracts/deployments.ts';
import { evaluateResponseSchema } from '../../../shared/contracts/evaluate.ts';
import { modelSchema } from '../../../shared/contracts/models.ts';
import { predictResponseSchema } from '../../../shared/contracts/predict.ts';
import { evaluateBinary } from '../../../shared/metrics/evaluate.ts';
import { putCars, removeCars, type FixtureCar } from '../../../tools/test/fixtures/cars.ts';
import { deployAsPerson, preflightOf } from '../../../tools/test/fixtures/deploy.ts';
import { call, modelForm } from '../../../tools/test/fixtures/functions.ts';
import { metadataOf, someCars, trainedModelFile } from '../../../tools/test/fixtures/models.ts';
import { NUMBERS, probabilityOf, sklearnFile } from '../../../tools/test/fixtures/sklearn-pipeline.ts';
import { accessToken, database, signedInClient } from '../../../tools/test/stack.ts';

const YEAR = '1907';
const HOLDOUT = `${YEAR}-01-05T00:00:00`;
const window = { from: HOLDOUT, to: '1908-01-01T00:00:00' };
const sql = database();
let client: SupabaseClient;
let engineer: string;
let ours: number;
let cars: FixtureCar[];

/** Cars of every kind: colours and engines that the pipelines did not learn, or none; numbers missing here and there. */
function manyKinds(): FixtureCar[] {
  return someCars(300, 21).map(({ row, failed }, index) => ({
    knr: `${YEAR}-${String(index).padStart(7, '0')}`,
    features: {
      ...row,
      color: ['K2K2', '2R2R', 'C9C9', ''][index % 4]!,
      engine: index % 5 === 0 ? ['', 'DHS'][index % 2]! : row['engine']!,
      failures_total: index % 7 === 0 ? null : row['failures_total']!,
    },
    roadTestAt: new Date(Date.UTC(1907, 0, 1) + index * 3600_000).toISOString().slice(0, 19),
    failed,
  }));
}

const golden = (learner: 'logistic' | 'boosting') =>
  cars.slice(-20).map(({ features }) => ({ features, probability: probabilityOf(learner, features) }));

/** What a data engineer sends along; another name makes another file. */
const metadata = (more: object = {}) =>
  metadataOf('from scikit-learn', {
    algorithm: 'scikit-learn',
    holdoutFrom: HOLDOUT,
    importance: ['engine', 'color', ...NUMBERS].map((feature) => ({ feature, gain: 1 })),
    typical: { engine: 'CWL', color: 'K2K2', ...Object.fromEntries(NUMBERS.map((name) => [name, 1])) },
    ...more,
  });
const register = async (file: Uint8Array<ArrayBuffer>, more: object = {}) =>
  await call('createModel', engineer, { method: 'POST', body: modelForm(file, metadata(more)) });
const newFile = (learner: 'logistic' | 'boosting') =>
  sklearnFile(learner, { name: `road test ${Date.now()} ${Math.random()}` });

/** The check of the pre-flight, as a person is shown it. */
const checked = async (modelId: number, check: PreflightCheck['check']) =>
  (await preflightOf(client, modelId)).checks.find((each) => each.check === check)!.result;

beforeAll(async () => {
  await removeCars(sql, YEAR);
  cars = manyKinds();
  await putCars(sql, cars);
  client = await signedInClient('engineer');
  engineer = await accessToken(client);
  ours = (await register(await trainedModelFile(Date.now() % 1_000_000))).body.id;
});
afterAll(async () => {
  await removeCars(sql, YEAR);
  await sql.end();
});

describe.each(['logistic', 'boosting'] as const)('a scikit-learn pipeline, %s', (learner) => {
  let id: number;

  test('is registered, with its features as inputs', async () => {
    const made = await register(newFile(learner), { golden: golden(learner) });
    expect(made.status).toBe(201);
    const model = modelSchema.parse(made.body);
    id = model.id;
    expect(model.inputs).toEqual([
      { name: 'engine', type: 'string' },
      { name: 'color', type: 'string' },
      ...NUMBERS.map((name) => ({ name, type: 'float' })),
    ]);
  });

  test('is compared with one of ours on cars that neither has seen', async () => {
    const answer = evaluateResponseSchema.parse(
      (await call('evaluate', engineer, { json: { modelId: id, against: ours, window } })).body,
    );
    const measured = cars.filter(({ roadTestAt }) => roadTestAt! >= HOLDOUT);
    const own = evaluateBinary(
      measured.map(({ features }) => probabilityOf(learner, features)),
      measured.map(({ failed }) => Number(failed)),
      0.3,
    );
    expect(answer.seenInTraining).toBe(false);
    expect(answer.model.metrics.confusion).toEqual(own.confusion);
    expect(answer.model.metrics.rocAuc).toBeCloseTo(own.rocAuc!, 9);
    expect(answer.against!.modelId).toBe(ours);
    expect(answer.comparison).not.toBeNull();
  });

  test('passes the pre-flight, its golden cars with it', async () => {
    for (const check of ['file', 'loads', 'inputs', 'golden', 'latency'] as const) {
      expect(await checked(id, check)).toBe('ok');
    }
  });

  test("answers the trainer's probabilities, also of missing values and unseen categories, and reasons", async () => {
    await deployAsPerson(client, id, 'a test of models from elsewhere', { window });
    const { body } = await call('predict', engineer, { json: { knrs: cars.map(({ knr }) => knr) } });
    const all = predictResponseSchema.parse(body);
    expect(all.model.id).toBe(id);
    all.predictions.forEach(({ probability, decision }, index) => {
      const own = probabilityOf(learner, cars[index]!.features);
      expect(Math.abs(probability! - own)).toBeLessThanOrEqual(1e-6);
      expect(decision).toBe(own >= 0.3 ? 'long' : 'short');
    });
    expect(new Set(all.predictions.map(({ decision }) => decision)).size).toBe(2);

    const some = await call('predict', engineer, { json: { knrs: cars.slice(0, 20).map(({ knr }) => knr) } });
    const { predictions } = predictResponseSchema.parse(some.body);
    const explained = predictions.flatMap(({ knr, probability, reasons }) =>
      reasons.map((reason) => ({ knr, probability: probability!, ...reason })),
    );
    expect(explained.length).toBeGreaterThan(10);
    for (const { knr, probability, feature, typical, effect, contribution } of explained) {
      const { features } = cars.find((car) => car.knr === knr)!;
      expect(effect).toBeCloseTo(
        probability - probabilityOf(learner, { ...features, [feature]: typical }),
        6,
      );
      expect(contribution).toBeUndefined();
    }
  });
});

test('refused over HTTP with the remedy, and nothing is registered', async () => {
  const zipmap = sklearnFile('boosting', { zipmap: true });
  const { status, body } = await register(zipmap, { name: 'with ZipMap' });
  expect(status).toBe(422);
  expect(body.error).toMatchObject({
    code: 'invalid_model_file',
    message: expect.stringContaining("options={'zipmap': False}"),
  });
  expect(await sql`select id from public.models where name = 'with ZipMap'`).toHaveLength(0);
});

describe('what it says about itself', () => {
  test('without a holdout, the comparison says that it may have learned from these cars', async () => {
    const { body } = await register(newFile('logistic'), { holdoutFrom: null });
    const answer = await call('evaluate', engineer, { json: { modelId: body.id, against: ours, window } });
    expect(evaluateResponseSchema.parse(answer.body).seenInTraining).toBe(true);
  });

  test('without golden cars, that check is skipped; with wrong ones it fails', async () => {
    const without = await register(newFile('logistic'));
    expect(await checked(without.body.id, 'golden')).toBe('skipped');
    const wrong = golden('logistic').map((each) => ({ ...each, probability: each.probability * 0.999 }));
    const mistaken = await register(newFile('logistic'), { golden: wrong });
    expect(await checked(mistaken.body.id, 'golden')).toBe('failed');
  });
});
