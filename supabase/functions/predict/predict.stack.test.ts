import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { passportSchema } from '../../../shared/contracts/passport.ts';
import { predictResponseSchema, type PredictResponse } from '../../../shared/contracts/predict.ts';
import { FEATURES } from '../../../shared/features/catalogue.ts';
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
import {
  accessToken,
  database,
  serviceClient,
  signedInClient,
  testStack,
} from '../../../tools/test/stack.ts';
import { loadModel, scoreRows } from '../_shared/onnx/model.ts';

const YEAR = '1901';
const NOTHING = `${YEAR}-9999998`;
const UNKNOWN = `${YEAR}-9999999`;
const sql = database();
let engineer: Awaited<ReturnType<typeof signedInClient>>;
let operator: string;
let engineerToken: string;
let modelId: number;
let file: Uint8Array<ArrayBuffer>;
let cars: FixtureCar[];
const answerTo = async (json: unknown, token = engineerToken): Promise<PredictResponse> =>
  predictResponseSchema.parse((await call('predict', token, { json })).body);
/** Of every short car this share is drawn for the audit lane. */
const setAuditShare = (share: number) => sql`update public.plant_settings set audit_share = ${share}`;

beforeAll(async () => {
  await removeCars(sql, YEAR);
  cars = someCars(60, 9).map(({ row }, index) => ({
    knr: `${YEAR}-${String(index).padStart(7, '0')}`,
    features: row,
    roadTestAt: null,
    failed: null,
  }));
  const blank = Object.fromEntries(FEATURES.map(({ name, kind }) => [name, kind === 'category' ? '' : null]));
  await putCars(sql, [...cars, { knr: NOTHING, features: blank, roadTestAt: null, failed: null }]);
  engineer = await signedInClient('engineer');
  engineerToken = await accessToken(engineer);
  operator = await accessToken(await signedInClient('operator'));
  await setAuditShare(0);
  file = await trainedModelFile(Date.now() % 1_000_000);
  const made = await call('createModel', await accessToken(engineer), {
    method: 'POST',
    body: modelForm(file, metadataOf('predicts')),
  });
  modelId = made.body.id;
  await deployAsPerson(engineer, modelId, 'a test of predict');
});
afterAll(async () => {
  await removeCars(sql, YEAR);
  await setAuditShare(0.02);
  await sql.end();
});

test('a car gets what the model itself says of its features, and the answer is kept', async () => {
  const [car] = cars;
  const answer = await answerTo({ knr: car!.knr });
  const [expected] = await scoreRows(await loadModel(file), [car!.features]);
  expect(answer.model).toEqual({ id: modelId, name: 'predicts' });
  expect(answer.predictions).toHaveLength(1);
  expect(answer.predictions[0]!.probability).toBe(expected);
  expect(answer.predictions[0]!.decision).toBe(expected! >= 0.3 ? 'long' : 'short');
  const kept = await sql`select * from public.predictions where knr = ${car!.knr}`;
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatchObject({
    deployment_id: String(answer.deploymentId),
    decision: answer.predictions[0]!.decision,
  });
  expect(kept[0]!['probability']).toBeCloseTo(expected!, 6);
  expect(kept[0]!['requested_by']).not.toBeNull();
  expect(Number(kept[0]!['id'])).toBe(answer.predictions[0]!.id);
});

test('many cars in the order asked for, both decisions among them, the same as each alone', async () => {
  const answer = await answerTo({ knrs: cars.map((car) => car.knr) });
  const expected = await scoreRows(
    await loadModel(file),
    cars.map((car) => car.features),
  );
  expect(answer.predictions.map((each) => each.knr)).toEqual(cars.map((car) => car.knr));
  answer.predictions.forEach((each, index) => expect(each.probability).toBe(expected[index]));
  expect(new Set(answer.predictions.map((each) => each.decision))).toEqual(new Set(['long', 'short']));
  expect(answer.predictions.every((each) => each.reasons.length === 0)).toBe(true);
});

test('reasons: what the model would say with the typical value, largest first', async () => {
  const model = await loadModel(file);
  const answer = await answerTo({ knrs: cars.slice(0, 20).map((car) => car.knr) });
  const explained = answer.predictions.filter((each) => each.reasons.length > 0);
  expect(explained.length).toBeGreaterThan(5);
  for (const { knr, probability, reasons } of explained) {
    const features = cars.find((car) => car.knr === knr)!.features;
    for (const reason of reasons) {
      const [other] = await scoreRows(model, [{ ...features, [reason.feature]: reason.typical }]);
      expect(reason.effect).toBeCloseTo(probability! - other!, 6);
      expect(reason.value).toEqual(features[reason.feature]);
    }
    expect(reasons.map((reason) => reason.effect)).toEqual(
      reasons.map((reason) => reason.effect).toSorted((a, b) => b! - a!),
    );
  }
});

test('given features are scored and not kept', async () => {
  const before = await sql`select count(*)::int as n from public.predictions`;
  const answer = await answerTo({
    cars: [{ features: { status_events: 12, failures_total: 7, engine: 'DSN' } }],
  });
  expect(answer.predictions[0]).toMatchObject({ knr: null, tooLittleData: false });
  expect(await sql`select count(*)::int as n from public.predictions`).toEqual(before);
});

test('a car about which too little is known goes to the long test, and it is said', async () => {
  const [prediction] = (await answerTo({ knr: NOTHING })).predictions;
  expect(prediction).toMatchObject({ probability: null, decision: 'long', tooLittleData: true, reasons: [] });
});

describe('the audit lane', () => {
  const knrs = () => cars.map((car) => car.knr);
  afterEach(() => setAuditShare(0));

  test('engineers and programs are told which answers are of it, and it is kept', async () => {
    const alone = await answerTo({ knrs: knrs() });
    expect(alone.predictions.every(({ lane }) => lane === 'model')).toBe(true);
    await setAuditShare(0.2);
    for (const token of [engineerToken, testStack().secretKey]) {
      const { predictions } = await answerTo({ knrs: knrs() }, token);
      const drawn = await sql`
        select c.knr from public.cars c where c.knr = any (${knrs()}) and private.audit_draw(c.knr) < 0.2`;
      const inLane = new Set(drawn.map((row) => row['knr']));
      predictions.forEach(({ knr, decision, lane, probability }, index) => {
        const short = alone.predictions[index]!.decision === 'short';
        expect({ decision, lane }).toEqual(
          short && inLane.has(knr)
            ? { decision: 'long', lane: 'audit' }
            : { decision: alone.predictions[index]!.decision, lane: 'model' },
        );
        expect(probability).toBe(alone.predictions[index]!.probability);
      });
      const kept = await sql`
        select p.decision from public.audit_lane a join public.predictions p on p.id = a.prediction_id
        where p.id = any (${predictions.map(({ id }) => id!)})`;
      expect(kept).toHaveLength(predictions.filter(({ lane }) => lane === 'audit').length);
      expect(kept.every((row) => row['decision'] === 'long')).toBe(true);
    }
  });

  test('an operator gets no probability, threshold or lane of any car, in the answer or the passport', async () => {
    await setAuditShare(0.2);
    const seen = await answerTo({ knrs: knrs() }, operator);
    for (const { id, probability, threshold, lane, reasons } of seen.predictions) {
      expect(id).toBeGreaterThan(0);
      expect([probability, threshold, lane]).toEqual([null, null, null]);
      expect(reasons.every(({ effect, contribution }) => effect === null && contribution === undefined)).toBe(
        true,
      );
    }
    const inLane = await answerTo({ knrs: knrs() });
    expect(seen.predictions.map(({ decision }) => decision)).toEqual(
      inLane.predictions.map(({ decision }) => decision),
    );
    const as = async (token: string) => {
      const { apiUrl, publishableKey } = testStack();
      const answer = await fetch(`${apiUrl}/rest/v1/rpc/car_passport`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          apikey: publishableKey,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ knr: cars[0]!.knr }),
      });
      return passportSchema.parse(await answer.json()).predictions[0]!;
    };
    expect(await as(operator)).toMatchObject({ probability: null, threshold: null, lane: null });
    expect((await as(operator)).reasons.every(({ effect }) => effect === null)).toBe(true);
    expect(await as(engineerToken)).toMatchObject({ threshold: 0.3, lane: expect.any(String) });
  });
});

describe('unknown cars', () => {
  test('alone: 404 with the number', async () => {
    const answer = await call('predict', operator, { json: { knr: UNKNOWN } });
    expect(answer).toMatchObject({
      status: 404,
      body: { error: { code: 'unknown_car', details: { knr: UNKNOWN } } },
    });
  });
  test('among others: in a list of their own', async () => {
    const answer = await answerTo({ knrs: [UNKNOWN, cars[1]!.knr] });
    expect(answer.unknown).toEqual([UNKNOWN]);
    expect(answer.predictions.map((each) => each.knr)).toEqual([cars[1]!.knr]);
  });
});

describe('bad bodies name the field', () => {
  test.each([
    ['{"knr":', 'body_not_json', undefined],
    ['', 'body_not_json', undefined],
    ['{"knr":"2024-12"}', 'invalid_knr', 'knr'],
    ['{"knrs":["2024-1736352","x"]}', 'invalid_knr', 'knrs.1'],
    ['{"knr":7}', 'invalid_field', 'knr'],
    ['{"knrs":[]}', 'invalid_field', 'knrs'],
    ['{}', 'invalid_field', 'body'],
    ['{"cars":[{"features":{"oil":1}}]}', 'invalid_field', 'cars.0.features.oil'],
    ['{"cars":[{"features":{"engine":1}}]}', 'invalid_field', 'cars.0.features.engine'],
  ])('%s', async (body, code, field) => {
    const answer = await call('predict', operator, { method: 'POST', body });
    expect(answer).toMatchObject({ status: 400, body: { error: { code } } });
    expect(answer.body.error.details?.field).toBe(field);
  });

  test('more cars than a request may have', async () => {
    const knrs = Array.from({ length: 1001 }, (_, index) => `${YEAR}-${String(index).padStart(7, '0')}`);
    expect((await call('predict', operator, { json: { knrs } })).body.error.details.field).toBe('knrs');
  });
});

describe('who may ask', () => {
  const json = { knr: UNKNOWN };
  test('nobody without a token, with the publishable key, with rubbish', async () => {
    for (const token of [null, testStack().publishableKey, 'a.b.c', 'x']) {
      expect(await call('predict', token, { json })).toMatchObject({
        status: 401,
        body: { error: { code: 'not_signed_in' } },
      });
    }
  });
  test('a token with a forged signature is refused, one that has expired says so', async () => {
    const [head, claims] = operator.split('.');
    expect(await call('predict', `${head}.${claims}.${'A'.repeat(43)}`, { json })).toMatchObject({
      status: 401,
      body: { error: { code: 'not_signed_in' } },
    });
    const old = Buffer.from(JSON.stringify({ sub: 'x', exp: 1 })).toString('base64url');
    expect(await call('predict', `${head}.${old}.x`, { json })).toMatchObject({
      status: 401,
      body: { error: { code: 'token_expired' } },
    });
  });
  test('the secret key, as bearer and as apikey', async () => {
    const { secretKey } = testStack();
    const body = { knr: cars[2]!.knr };
    expect((await call('predict', secretKey, { json: body })).status).toBe(200);
    expect((await call('predict', null, { json: body, headers: { apikey: secretKey } })).status).toBe(200);
  });
});

describe('by a model with a tree file', () => {
  async function putInUse(seed: number): Promise<{ sha256: string }> {
    const model = await trainedModel(seed);
    const body = modelForm(onnxFileOf(model), metadataOf('explains'), treeFileOf(model));
    const made = await call('createModel', await accessToken(engineer), { method: 'POST', body });
    expect(made.status).toBe(201);
    await deployAsPerson(engineer, made.body.id, 'a test of reasons');
    return made.body;
  }

  test('reasons are contributions to the log-odds that speak for the decision, and are kept', async () => {
    await putInUse((Date.now() + 1) % 1_000_000);
    const answer = await answerTo({ knrs: cars.map((car) => car.knr) });
    expect(new Set(answer.predictions.map((each) => each.decision)).size).toBe(2);
    for (const { knr, decision, probability, reasons } of answer.predictions) {
      const features = cars.find((car) => car.knr === knr)!.features;
      for (const { feature, value, contribution, effect } of reasons) {
        const known = features[feature];
        // Postgres writes a float32 with as few digits as tell it.
        if (typeof known === 'number') expect(Math.fround(Number(value))).toBe(known);
        else expect(value).toEqual(known);
        expect(Math.sign(contribution!)).toBe(decision === 'long' ? 1 : -1);
        const without = Math.log(probability! / (1 - probability!)) - contribution!;
        expect(effect).toBeCloseTo(probability! - 1 / (1 + Math.exp(-without)), 5);
      }
    }
    expect(answer.predictions.filter(({ reasons }) => reasons.length > 0).length).toBeGreaterThan(40);
    const [first] = answer.predictions;
    const [kept] = await sql`
      select reasons from public.predictions where knr = ${first!.knr} order by id desc limit 1`;
    expect(kept!['reasons']).toEqual(first!.reasons);
  });

  test('that is gone from the bucket, the decision is answered all the same, with what-if reasons', async () => {
    const { sha256 } = await putInUse((Date.now() + 2) % 1_000_000);
    await serviceClient()
      .storage.from('models')
      .remove([`${sha256}.trees`]);
    // A comparison of the new model may have read the file meanwhile: under another hash nobody has kept it.
    const gone = createHash('sha256').update(sha256).digest('hex');
    await sql`update public.models set trees_sha256 = ${gone} where sha256 = ${sha256}`;
    const answer = await answerTo({ knrs: cars.slice(0, 20).map((car) => car.knr) });
    const reasons = answer.predictions.flatMap((each) => each.reasons);
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.every(({ contribution }) => contribution === undefined)).toBe(true);
  });
});

test('every function describes itself to anybody', async () => {
  for (const name of ['predict', 'evaluate', 'getModel', 'createModel', 'ingest']) {
    const { status, body } = await call(`${name}/openapi.json`, null);
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toContain(`/${name}`);
  }
});
