import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../own-stack.ts';
import { PlantInTrouble } from './plant-in-trouble.ts';

// A trainer is ended in each phase of a run, and another one finishes it: once.

let plant: PlantInTrouble;
beforeAll(async () => {
  plant = await PlantInTrouble.boot('1871');
}, 90_000);
afterAll(async () => {
  await plant?.stop();
});
afterEach(() => plant.gate.free());

/** Brings the run to a point and keeps it there; what it gives lets go. */
type Point = (id: number) => Promise<() => Promise<void>>;
const atRequest =
  (method: string, matching: RegExp, fate: 'hold' | 'forget'): Point =>
  async () => {
    plant.gate.fate = (m, url) => (m === method && matching.test(url) ? fate : 'pass');
    await until(`${method} ${matching.source}`, () => plant.gate.stopped.length > 0, 60);
    return () => Promise.resolve();
  };
const atPhase =
  (phase: string): Point =>
  async (id) => {
    await until(`phase ${phase}`, async () => (await plant.run(id))['phase'] === phase, 60);
    return () => Promise.resolve();
  };
const POINTS: Record<string, Point> = {
  'snapshot: reading the cars': atPhase('snapshot'),
  'split: the snapshot is on its way to Storage': atRequest('POST', /\/snapshots\//, 'hold'),
  search: atPhase('search'),
  train: atPhase('train'),
  'register: before the model is sent': atRequest('POST', /\/createModel$/, 'hold'),
  'register: the model is there, its answer not': atRequest('POST', /\/createModel$/, 'forget'),
};

test.each(Object.entries(POINTS))(
  'kill -9 at %s: another trainer ends the run, with one model',
  async (at, point) => {
    const id = await plant.startRun(`killed at ${at}`);
    const release = await point(id);
    await plant.trainer.end('SIGKILL');
    await release();
    plant.gate.free();
    await plant.passTime();
    await plant.startTrainer();
    await plant.expectOneModel(id);
  },
  120_000,
);

test('SIGTERM in the middle of a run: it is handed back within 10 s, and another trainer ends it', async () => {
  const id = await plant.startRun('handed back');
  await atPhase('search')(id);
  const asked = Date.now();
  await plant.trainer.end('SIGTERM');
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(await plant.stack.sql`select from graphile_worker.jobs where locked_by is not null`).toHaveLength(0);
  await plant.startTrainer();
  await plant.expectOneModel(id);
}, 120_000);

test.each([
  ['the snapshot is not taken', /\/snapshots\//],
  ['the model is not taken', /\/createModel$/],
] as const)(
  'Storage or functions are away (%s): the run is tried again, and says why it waits',
  async (_what, matching) => {
    plant.gate.fate = (_method, url) => (matching.test(url) ? 'cut' : 'pass');
    const id = await plant.startRun('away');
    await until(
      'a failed try',
      async () =>
        (
          await plant.stack.sql`
            select from graphile_worker.jobs where key = ${`train:${id}`} and last_error is not null and locked_at is null`
        )[0],
      60,
    );
    expect(await plant.run(id)).toMatchObject({ status: 'running', error: { code: 'unavailable' } });
    plant.gate.free();
    await plant.passTime();
    await plant.expectOneModel(id);
  },
  120_000,
);
