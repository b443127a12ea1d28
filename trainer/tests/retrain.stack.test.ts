import { afterAll, beforeAll, expect, test } from 'vitest';
import { inboxSchema } from '../../shared/contracts/inbox.ts';
import { modelSchema } from '../../shared/contracts/models.ts';
import { causeSchema, newsSchema } from '../../shared/contracts/retrain.ts';
import { putInUse } from '../../supabase/tests/put-in-use.ts';
import { putCars, type FixtureCar } from '../../tools/test/fixtures/cars.ts';
import { modelForm } from '../../tools/test/fixtures/functions.ts';
import { metadataOf, someCars, trainedModelFile } from '../../tools/test/fixtures/models.ts';
import { OwnStack, until, type Trainer } from './own-stack.ts';

// From results that arrive while no trainer runs to a candidate in the inbox with its comparison.

let stack: OwnStack;
let engineer: Awaited<ReturnType<OwnStack['client']>>;
let cars: FixtureCar[];
const LATER = 500;

beforeAll(async () => {
  stack = await OwnStack.boot();
  engineer = await stack.client('engineer');
  cars = someCars(1500, 9).map(({ row, failed }, index) => ({
    knr: `1903-${String(index).padStart(7, '0')}`,
    features: row,
    roadTestAt: new Date(Date.UTC(1903, 0, 1) + index * 3600_000).toISOString().slice(0, 19),
    failed: index < LATER ? null : failed,
  }));
  await putCars(stack.sql, cars);
  await stack.sql`update public.retrain_policy set min_new_labels = 300, debounce_seconds = 1, schedule = null`;
}, 60_000);
afterAll(async () => {
  await stack?.stop();
});

async function register(name: string, seed: number): Promise<number> {
  const body = modelForm(
    await trainedModelFile(seed),
    metadataOf(name, { holdoutFrom: '1903-01-01T00:00:00' }),
  );
  const answer = await fetch(`${stack.file.apiUrl}/functions/v1/createModel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.file.secretKey}` },
    body,
  });
  expect(answer.status).toBe(201);
  return modelSchema.pick({ id: true }).parse(await answer.json()).id;
}

async function inbox() {
  const { data, error } = await engineer.rpc('inbox');
  expect(error).toBeNull();
  return inboxSchema.parse(data);
}

async function labels(from: number, to: number): Promise<void> {
  const knrs = cars.slice(from, to).map(({ knr }) => knr);
  await stack.sql`update public.cars set road_test_failed = hashtext(knr) % 5 = 0 where knr = any (${knrs})`;
}
const runs = async () =>
  await stack.sql`select id::int, status, cause, causes, news, error, model_id::int as model from public.training_runs order by id`;

let inUse: number;
let trainer: Trainer;

test('results that arrive while the trainer is dead make one run, which ends with a candidate and no deployment', async () => {
  trainer = await stack.trainer().ready();
  inUse = await register('in use', 21);
  await stack.sql.begin((sql) => putInUse(sql, inUse));
  await until('its measure', async () => (await stack.sql`select from public.evaluations`).length > 0);
  await trainer.end('SIGKILL');

  await labels(0, 200);
  expect(await runs()).toHaveLength(0);
  await labels(200, 400);
  await labels(400, LATER);
  expect(await runs()).toHaveLength(1);

  trainer = await stack.trainer().ready();
  const run = await until(
    'the run',
    async () => (await runs()).find(({ status }) => !['queued', 'running'].includes(status)),
    120,
  );
  expect(run['error']).toBeNull();
  expect(run).toMatchObject({ status: 'succeeded', cause: 'labels' });
  expect(causeSchema.array().parse(run['causes'])).toMatchObject([{ cause: 'labels', labels: 400 }]);
  expect(newsSchema.parse(run['news']).modelId).toBe(inUse);
  expect(await runs()).toHaveLength(1);
  const deployments = await stack.sql`select model_id::int as model from public.deployments`;
  expect([...deployments]).toEqual([{ model: inUse }]);
}, 180_000);

test('the candidate stands in the inbox with its comparison, computed once', async () => {
  const [run] = await runs();
  const waits = await until('the comparison', async () =>
    (await inbox()).candidates.find(
      ({ modelId, comparison }) => modelId === run!['model'] && comparison !== null,
    ),
  );
  expect(waits).toMatchObject({ waiting: true, refused: null, run: { id: run!['id'], cause: 'labels' } });
  expect(waits.comparison?.verdict?.interval).not.toBeUndefined();
  await stack.sql`select private.enqueue('evaluate_model', json_build_object('modelId', ${run!['model']}::int), 'again')`;
  await until(
    'the job',
    async () => (await stack.sql`select from graphile_worker.jobs where key = 'again'`).length === 0,
  );
  const kept = await stack.sql`select from public.evaluations where model_id = ${run!['model']}`;
  expect(kept).toHaveLength(2);
}, 60_000);

test('too few cars that neither knows are told as that, and compared once there are enough', async () => {
  // Entries from the last ten cars on are all that this model has not learned from.
  const late = { holdoutFrom: cars.at(-10)!.roadTestAt };
  const body = modelForm(await trainedModelFile(33), metadataOf('late', late));
  const answer = await fetch(`${stack.file.apiUrl}/functions/v1/createModel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.file.secretKey}` },
    body,
  });
  const { id } = modelSchema.pick({ id: true }).parse(await answer.json());
  const refused = await until('the refusal', async () => {
    const found = (await inbox()).candidates.find(({ modelId }) => modelId === id);
    return found?.refused && found;
  });
  expect(refused).toMatchObject({
    comparison: null,
    refused: { code: 'too_few_cars', details: { cars: 10, needed: 30 } },
  });

  const more = someCars(60, 5).map(({ row, failed }, index) => ({
    knr: `1904-${String(index).padStart(7, '0')}`,
    features: row,
    roadTestAt: new Date(Date.UTC(1904, 0, 1) + index * 3600_000).toISOString().slice(0, 19),
    failed,
  }));
  await putCars(stack.sql, more);
  await stack.sql`update public.refused_comparisons set created_at = now() - interval '2 hours'`;
  await stack.sql`select private.enqueue('retrain', '{}'::json, 'retrain')`;
  await until('the comparison', async () => {
    const found = (await inbox()).candidates.find(({ modelId }) => modelId === id);
    return found?.comparison && found.refused === null;
  });
}, 60_000);

test('a changed schedule needs no restart', async () => {
  const before = (await runs()).length;
  await stack.sql`update public.retrain_policy set min_new_labels = null, schedule = 'day', time_zone = 'UTC',
    schedule_hour = extract(hour from now() at time zone 'UTC')`;
  await stack.sql`update public.retrain_policy set asked_for = now() - interval '1 day'`;
  await stack.sql`select private.enqueue('retrain', '{}'::json, 'retrain')`;
  const run = await until('the run', async () => (await runs())[before]);
  expect(run).toMatchObject({ cause: 'schedule' });
  // The queue knows the ten minutes.
  const [cron] = await stack.sql`select identifier from graphile_worker._private_known_crontabs`;
  expect(cron).toEqual({ identifier: 'retrain' });
}, 60_000);
