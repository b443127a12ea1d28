import { afterAll, beforeAll, expect, test } from 'vitest';
import { alarmSchema, findingSchema, pictureSchema } from '../../../shared/contracts/monitor.ts';
import { modelSchema } from '../../../shared/contracts/models.ts';
import { putInUse } from '../../../supabase/tests/put-in-use.ts';
import { putCars, type FixtureCar } from '../../../tools/test/fixtures/cars.ts';
import { modelForm } from '../../../tools/test/fixtures/functions.ts';
import {
  metadataOf,
  onnxFileOf,
  someCars,
  trainedModel,
  treeFileOf,
} from '../../../tools/test/fixtures/models.ts';
import { OwnStack, type Trainer, until } from '../../tests/own-stack.ts';
import { keepSnapshot, readSnapshot } from '../train/snapshot.ts';

// From answers over the queue to windows and an alarm: a model, what it learned from, and cars before and after a change.

let stack: OwnStack;
let trainer: Trainer;
let engineer: Awaited<ReturnType<OwnStack['client']>>;
let model: number;
const SIZE = 50;
const HOUR = 3_600_000;
const START = Date.UTC(1896, 0, 6);

const carsOf = (from: number, rows: FixtureCar['features'][], labelled: boolean): FixtureCar[] =>
  rows.map((features, i) => ({
    knr: `1896-${String(from + i).padStart(7, '0')}`,
    features,
    roadTestAt: labelled ? new Date(START + i * HOUR).toISOString().slice(0, 19) : null,
    failed: labelled ? (features['failures_total'] as number) > 5 : null,
  }));

async function predict(cars: readonly FixtureCar[]): Promise<void> {
  const answer = await fetch(`${stack.file.apiUrl}/functions/v1/predict`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.file.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ knrs: cars.map(({ knr }) => knr) }),
  });
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
}

/** Does not wait for the ten seconds in which answers are collected. */
const hurry = () =>
  stack.sql`select graphile_worker.reschedule_jobs(array[j.id], now()) from graphile_worker.jobs j where j.key = 'monitor'`;
const windows = async () =>
  await stack.sql`select * from public.monitor_windows where model_id = ${model} order by number`;
const windowsUntil = (count: number) =>
  until(`${count} windows`, async () => {
    await hurry();
    const rows = await windows();
    return rows.length === count && rows;
  });
const alarms = async () =>
  await stack.sql`select * from public.alarms where model_id = ${model} order by feature, id`;

let usual: FixtureCar[];
let changed: FixtureCar[];

beforeAll(async () => {
  stack = await OwnStack.boot();
  trainer = await stack.trainer().ready();
  engineer = await stack.client('engineer');
  // Six weeks, a car an hour.
  await putCars(
    stack.sql,
    carsOf(
      0,
      someCars(1008, 3).map(({ row }) => row),
      true,
    ),
  );
  const context = {
    sql: stack.sql,
    supabase: stack.service(),
    settings: { scratchDir: trainer.scratch } as never,
    log: () => undefined,
  };
  const snapshotId = await keepSnapshot(context, await readSnapshot(context), '1896-01-15T00:00:00');
  const fitted = await trainedModel(1);
  const metadata = metadataOf('watched', {
    snapshotId,
    dependence: [
      {
        feature: 'engine',
        bins: [],
        categories: [
          { category: 'CWL', contribution: -0.2, cars: 700 },
          { category: 'DSN', contribution: 0.8, cars: 300 },
        ],
        missing: null,
      },
    ],
  });
  const answer = await fetch(`${stack.file.apiUrl}/functions/v1/createModel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.file.secretKey}` },
    body: modelForm(onnxFileOf(fitted), metadata, treeFileOf(fitted)),
  });
  const body: unknown = await answer.json();
  expect(answer.status, JSON.stringify(body)).toBe(201);
  model = modelSchema.pick({ id: true }).parse(body).id;
  await stack.sql.begin((sql) => putInUse(sql, model, 0.3));
  await stack.sql`update public.plant_settings set monitor_window = ${SIZE}`;
  const later = someCars(6 * SIZE, 4).map(({ row }) => row);
  usual = carsOf(2000, later.slice(0, 2 * SIZE), false);
  changed = carsOf(
    3000,
    later.slice(2 * SIZE).map((row) => ({ ...row, engine: 'DSN' })),
    false,
  );
  await putCars(stack.sql, [...usual, ...changed]);
}, 120_000);
afterAll(() => stack?.stop());

test('usual cars fill windows, each car once, and raise nothing', async () => {
  await predict(usual.slice(0, 30));
  await predict(usual.slice(0, 30));
  await hurry();
  expect(await windows()).toHaveLength(0);
  await predict(usual);
  const [first, second] = await windowsUntil(2);
  expect(first).toMatchObject({ number: 1, cars: SIZE, untested: null });
  expect(Number(second!['first_prediction'])).toBeGreaterThan(Number(first!['last_prediction']));
  const findings = findingSchema.array().parse(first!['findings']);
  expect(findings.map(({ feature }) => feature)).toContain('probability');
  expect(findings.map(({ feature }) => feature)).toContain('engine');
  expect(await alarms()).toHaveLength(0);
  const { data } = await engineer.rpc('monitor_window_cars', { model_id: model, number: 1 });
  expect((data as { cars: { knr: string }[] }).cars.map(({ knr }) => knr)).toEqual(
    usual.slice(0, SIZE).map(({ knr }) => knr),
  );
});

test('a change is no alarm in one window, and one in two, that a further window brings up to date', async () => {
  await predict(changed.slice(0, SIZE));
  await windowsUntil(3);
  expect(await alarms()).toHaveLength(0);
  await predict(changed.slice(SIZE, 2 * SIZE));
  await windowsUntil(4);
  const raised = await alarms();
  const engine = raised.find(({ feature }) => feature === 'engine')!;
  expect(engine).toMatchObject({ first_window: 3, last_window: 4, window_cars: SIZE, checkpoint: null });
  expect(engine['since']).toEqual((await windows())[2]!['first_at']);
  expect(engine['effect']).toBeGreaterThan(20);
  const dsn = pictureSchema
    .parse(engine['picture'])
    .bins.find((bin) => 'category' in bin && bin.category === 'DSN')!;
  expect(dsn.now).toBe(1);
  expect(dsn.reference).toBeCloseTo(0.3, 1);
  await predict(changed.slice(2 * SIZE, 3 * SIZE));
  await windowsUntil(5);
  const updated = (await alarms()).filter(({ feature }) => feature === 'engine');
  expect(updated).toHaveLength(1);
  expect(updated[0]).toMatchObject({ id: engine['id'], last_window: 5, first_window: 3 });
});

test('an alarm that a person closed is not raised again while it lasts; the calendar explains it', async () => {
  const [engine] = await stack.sql`select id::int, since from public.alarms where feature = 'engine'`;
  const today = (engine!['since'] as Date).toISOString().slice(0, 10);
  const noted = await engineer
    .from('calendar_events')
    .insert({ starts_on: today, ends_on: today, kind: 'supplier' });
  expect(noted.error).toBeNull();
  const { data } = await engineer.from('alarms').select('expected_by').eq('id', engine!['id']).single();
  expect(data!.expected_by).not.toBeNull();
  const closed = await engineer.rpc('close_alarm', {
    alarm_id: engine!['id'],
    reason: 'the new engine plant',
  });
  expect(closed.error).toBeNull();
  await predict(changed.slice(3 * SIZE));
  await windowsUntil(6);
  const after = (await alarms()).filter(({ feature }) => feature === 'engine');
  expect(after).toHaveLength(1);
  expect(alarmSchema.shape.closeReason.parse(after[0]!['close_reason'])).toBe('the new engine plant');
});
