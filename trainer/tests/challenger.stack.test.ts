import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  challengerStatusSchema,
  livePairsSchema,
  type ChallengerStatus,
} from '../../shared/contracts/challenger.ts';
import { evaluateResponseSchema } from '../../shared/contracts/evaluate.ts';
import { modelSchema } from '../../shared/contracts/models.ts';
import { predictResponseSchema, type Prediction } from '../../shared/contracts/predict.ts';
import { loadModel, scoreRows } from '../../supabase/functions/_shared/onnx/model.ts';
import { putInUse } from '../../supabase/tests/put-in-use.ts';
import { putCars, type FixtureCar } from '../../tools/test/fixtures/cars.ts';
import { modelForm } from '../../tools/test/fixtures/functions.ts';
import { metadataOf, someCars, trainedModelFile } from '../../tools/test/fixtures/models.ts';
import { OwnStack, until, type Trainer } from './own-stack.ts';

// From a prediction over the queue to the challenger's scores, with a trainer that comes late and files that are broken.

let stack: OwnStack;
let trainer: Trainer;
let engineer: Awaited<ReturnType<OwnStack['client']>>;
let cars: FixtureCar[];
let inUse: number;
let challenger: number;
let inUseFile: Uint8Array<ArrayBuffer>;
let challengerFile: Uint8Array<ArrayBuffer>;

const knrs = (from: number, to: number) => cars.slice(from, to).map(({ knr }) => knr);

async function ask(path: string, body: object | FormData, token = stack.file.secretKey) {
  const form = body instanceof FormData;
  const answer = await fetch(`${stack.file.apiUrl}/functions/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(form ? {} : { 'content-type': 'application/json' }) },
    body: form ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
}

/** Answers as if not kept: their numbers are new each time. */
async function predict(asked: string[]): Promise<Prediction[]> {
  const { status, body } = await ask('predict', { knrs: asked });
  expect(status).toBe(200);
  return predictResponseSchema.parse(body).predictions.map((each) => ({ ...each, id: null }));
}

async function register(name: string, file: Uint8Array<ArrayBuffer>): Promise<number> {
  const { status, body } = await ask('createModel', modelForm(file, metadataOf(name)));
  expect(status).toBe(201);
  return modelSchema.pick({ id: true }).parse(body).id;
}

async function setChallenger(model: number | null): Promise<void> {
  const { error } = await engineer.rpc('set_challenger', { model_id: model });
  expect(error).toBeNull();
}

async function status(): Promise<ChallengerStatus> {
  const { data, error } = await engineer.rpc('challenger_status');
  expect(error).toBeNull();
  return challengerStatusSchema.parse(data);
}

const scores = async (model: number) =>
  await stack.sql<{ knr: string; probability: number | null }[]>`
    select p.knr, s.probability from public.challenger_scores s join public.predictions p on p.id = s.prediction_id
    where s.model_id = ${model} order by p.id`;
const scored = (model: number, count: number) =>
  until(`${count} scores of model ${model}`, async () => {
    const rows = await scores(model);
    return rows.length === count && [...rows];
  });
const saidOf = async (file: Uint8Array, features: FixtureCar['features'][]) =>
  [...(await scoreRows(await loadModel(file), features))].map((each) => expect.closeTo(each, 6));

beforeAll(async () => {
  stack = await OwnStack.boot();
  cars = someCars(40, 9).map(({ row }, index) => ({
    knr: `1898-${String(index).padStart(7, '0')}`,
    features: row,
    roadTestAt: null,
    failed: null,
  }));
  await putCars(stack.sql, cars);
  engineer = await stack.client('engineer');
  inUseFile = await trainedModelFile(1);
  inUse = await register('in use', inUseFile);
  challengerFile = await trainedModelFile(2);
  challenger = await register('challenger', challengerFile);
  await stack.sql.begin((sql) => putInUse(sql, inUse, 0.3));
}, 120_000);
afterAll(() => stack?.stop());

test('while no trainer has ever run, answers are the same with and without a challenger, and nothing is lost', async () => {
  const before = await predict(knrs(0, 10));
  await setChallenger(challenger);
  expect(await predict(knrs(0, 10))).toEqual(before);
  // What counts is what the car's features were when it was asked for.
  await stack.sql`update public.car_features set failures_total = 50, engine = 'CWS' where knr = ${cars[0]!.knr}`;
  expect(await scores(challenger)).toHaveLength(0);
  expect(await status()).toMatchObject({ modelId: challenger, cars: 0, known: 0 });

  trainer = await stack.trainer().ready();
  const rows = await scored(challenger, 10);
  expect(rows.map(({ knr }) => knr)).toEqual(knrs(0, 10));
  expect(rows.map(({ probability }) => probability)).toEqual(
    await saidOf(
      challengerFile,
      cars.slice(0, 10).map(({ features }) => features),
    ),
  );
});

test('with a trainer the scores follow in seconds; cars asked for by their features are not among them', async () => {
  await ask('predict', { cars: [{ features: { engine: 'DSN', status_events: 3 } }] });
  await predict(knrs(10, 20));
  const rows = await scored(challenger, 20);
  expect(rows.slice(10).map(({ knr }) => knr)).toEqual(knrs(10, 20));
  await stack.sql`
    update public.cars set road_test_at = '1898-02-01', road_test_failed = (knr = ${cars[0]!.knr})
    where knr = any (${knrs(0, 4)})`;
  expect(await status()).toMatchObject({ cars: 20, known: 4, unscorable: 0 });
  const { data } = await engineer.rpc('live_pairs', { model: challenger, against: inUse });
  const live = livePairsSchema.parse(data);
  expect(live).toMatchObject({ cars: 20, known: 4 });
  const [mine, , threshold, failed] = live.rows.at(-1)!;
  expect(mine).toBeCloseTo(rows[0]!.probability!, 6);
  expect([threshold, failed]).toEqual([0.3, 1]);
});

test('a thousand and more are scored in parts', async () => {
  const [row] = await stack.sql`select id from public.predictions order by id desc limit 1`;
  await stack.sql`
    insert into public.predictions (knr, deployment_id, probability, decision, features)
    select knr, deployment_id, probability, decision, features
    from public.predictions, generate_series(1, 1100) where id = ${row!['id']}`;
  expect(await scored(challenger, 1120)).toHaveLength(1120);
});

describe('a challenger whose file', () => {
  test('is no model leaves predict alone; its predictions are not asked again', async () => {
    const before = await predict(knrs(20, 25));
    const rubbish = new TextEncoder().encode(`no model at all, ${Date.now()}`);
    const sha256 = createHash('sha256').update(rubbish).digest('hex');
    const stored = await stack.service().storage.from('models').upload(`${sha256}.onnx`, rubbish);
    expect(stored.error).toBeNull();
    const [made] = await stack.sql`
      insert into public.models (name, algorithm, storage_path, sha256, bytes, inputs, threshold, cars_trained)
      values ('rubbish', 'test', ${`${sha256}.onnx`}, ${sha256}, ${rubbish.length}, '[]', 0.3, 1) returning id::int`;
    await setChallenger(made!['id']);
    expect(await predict(knrs(20, 25))).toEqual(before);
    const rows = await scored(made!['id'], 5);
    expect(rows.every(({ probability }) => probability === null)).toBe(true);
    expect(await status()).toMatchObject({ cars: 0, unscorable: 5 });
    const { data } = await stack.service().rpc('challenger_work', { most: 10 });
    expect(data).toBeNull();
  });

  test('is away for a while has scored all when it is back', async () => {
    const file = await trainedModelFile(3);
    const model = await register('away', file);
    const path = `${createHash('sha256').update(file).digest('hex')}.onnx`;
    const bucket = stack.service().storage.from('models');
    // Its measuring, which a registration asks for, would load the file first.
    await until('the end of its measuring', async () => {
      const jobs = await stack.sql`select from graphile_worker.jobs where key = ${`evaluate_model:${model}`}`;
      return jobs.length === 0;
    });
    expect((await bucket.remove([path])).error).toBeNull();
    await setChallenger(model);
    await predict(knrs(25, 30));
    await until('a failed try', async () => {
      const [job] =
        await stack.sql`select last_error from graphile_worker.jobs where key = 'score_challenger'`;
      return String(job?.['last_error'] ?? '').includes('cannot be had from Storage');
    });
    expect(await scores(model)).toHaveLength(0);
    expect((await bucket.upload(path, file)).error).toBeNull();
    await predict(knrs(30, 35));
    const rows = await scored(model, 10);
    expect(rows.map(({ probability }) => probability)).toEqual(
      await saidOf(
        file,
        cars.slice(25, 35).map(({ features }) => features),
      ),
    );
  });
});

test('after its end nothing more is scored, and a trainer that was killed in between has lost nothing', async () => {
  await setChallenger(challenger);
  const { length } = await scores(challenger);
  await trainer.end('SIGKILL');
  await predict(knrs(35, 38));
  await setChallenger(null);
  await predict(knrs(38, 40));
  trainer = await stack.trainer().ready();
  const rows = await scored(challenger, length + 3);
  expect(rows.slice(length).map(({ knr }) => knr)).toEqual(knrs(35, 38));
  expect(await status()).toBeNull();
});

test('a comparison tells what both said of the live cars', async () => {
  await stack.sql`
    update public.cars set road_test_at = '1898-02-01', road_test_failed = right(knr, 1)::integer in (0, 3, 7)
    where knr = any (${knrs(0, 40)})`;
  const window = { from: '1898-01-01T00:00:00' };
  const compared = await ask('evaluate', { modelId: challenger, against: inUse, window });
  expect(compared.status).toBe(200);
  const { live } = evaluateResponseSchema.parse(compared.body).comparison!;
  // It was the challenger while the first 25 were asked for, and again for three more.
  const asked = [...cars.slice(0, 25), ...cars.slice(35, 38)];
  const features = asked.map((car) => car.features);
  const mine = await scoreRows(await loadModel(challengerFile), features);
  const other = await scoreRows(await loadModel(inUseFile), features);
  const count = (failed: boolean, byModel: boolean, byOther: boolean) =>
    asked.filter(
      ({ knr }, car) =>
        /[037]$/.test(knr) === failed && mine[car]! >= 0.3 === byModel && other[car]! >= 0.3 === byOther,
    ).length;
  const table = (failed: boolean) => ({
    both: count(failed, true, true),
    onlyModel: count(failed, true, false),
    onlyAgainst: count(failed, false, true),
    neither: count(failed, false, false),
  });
  expect(live).toMatchObject({ cars: 28, known: 28, failures: table(true), passes: table(false) });
  const alone = await ask('evaluate', { modelId: inUse, against: challenger, window });
  expect(evaluateResponseSchema.parse(alone.body).comparison!.live).toBeNull();
});

test('people cannot ask for scores', async () => {
  const { data } = await engineer.auth.getSession();
  for (const token of [data.session!.access_token, stack.file.publishableKey]) {
    const answer = await ask('evaluate/challenger', {}, token);
    expect([401, 403]).toContain(answer.status);
  }
  expect(await ask('evaluate/challenger', {})).toMatchObject({ status: 200, body: { left: false } });
});
