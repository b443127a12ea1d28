import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putInUse } from '../../../supabase/tests/put-in-use.ts';
import { modelForm } from '../../../tools/test/fixtures/functions.ts';
import { metadataOf, trainedModelFile } from '../../../tools/test/fixtures/models.ts';
import { until } from '../own-stack.ts';
import { FAILURES, failure, settled } from '../plant.ts';
import { PlantInTrouble } from './plant-in-trouble.ts';

// What is around a trainer or a function breaks. Nothing that was accepted is lost, nothing is done twice.

const YEAR = '1873';
let plant: PlantInTrouble;
let token: string;
let serial = 0;
const knr = (n: number) => `${YEAR}-${String(n).padStart(7, '0')}`;

beforeAll(async () => {
  plant = await PlantInTrouble.boot(YEAR);
  const { file, sql } = plant.stack;
  const operator = await plant.stack.client('operator');
  token = (await operator.auth.getSession()).data.session!.access_token;
  const made = await fetch(`${file.apiUrl}/functions/v1/createModel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${file.secretKey}` },
    body: modelForm(await trainedModelFile(31), metadataOf('in use')),
  });
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: number };
  await sql.begin((tx) => putInUse(tx, id));
}, 90_000);
afterAll(async () => {
  await plant?.stop();
});

/** A file of failures of so many rows, uploaded by the engineer; gives its path. */
async function upload(rows: number): Promise<string> {
  const path = `failures/falhas-${(serial += 1)}.csv`;
  const lines = Array.from({ length: rows }, (_, n) =>
    failure(
      `2031-${String(5_000_000 + (n % 400)).padStart(7, '0')}`,
      'ZP7',
      `2031-05-0${1 + (n % 9)} 10:00:00`,
      `Peça ${serial}. ${n}`,
    ),
  );
  const { error } = await plant.engineer.storage.from('uploads').upload(path, new Blob([FAILURES, ...lines]));
  if (error) throw error;
  return path;
}
const failures = async () =>
  (
    await plant.stack
      .sql`select count(*)::int as rows, count(distinct row_key)::int as keys from public.failures`
  )[0]!;

/** Asks as the gate does: the same request again until it is answered. */
async function askUntilAnswered(n: number, tries: { failed: number }) {
  const body = JSON.stringify({ knr: knr(n), requestId: randomUUID() });
  return await until(
    'an answer',
    async () => {
      const answer = await fetch(`${plant.stack.file.apiUrl}/functions/v1/predict`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(8_000),
      }).catch(() => null);
      if (answer?.status === 200)
        return (await answer.json()) as { predictions: { id: number; knr: string }[] };
      tries.failed += 1;
      // Never a stack trace, never a page: a code that a program can act on.
      if (answer) expect([500, 502, 503]).toContain(answer.status);
      if (answer) expect(await answer.json()).toHaveProperty(answer.status === 503 ? 'message' : 'error');
      return null;
    },
    60,
  );
}
/** While this goes on, the gate asks for car after car; then each has exactly the one prediction that was answered. */
async function whileAsking(from: number, trouble: () => Promise<void>) {
  const over = new AbortController();
  const tries = { failed: 0 };
  const answered = new Map<string, number>();
  const gates = [0, 1, 2, 3].map(async (gate) => {
    for (let n = from + gate; !over.signal.aborted && n < from + 400; n += 4) {
      const { predictions } = await askUntilAnswered(n, tries);
      answered.set(predictions[0]!.knr, predictions[0]!.id);
    }
  });
  await until('first answers', () => answered.size >= 4);
  await trouble();
  const before = answered.size;
  await until('answers after the trouble', () => answered.size >= before + 4, 60);
  over.abort();
  await Promise.all(gates);
  const rows = await plant.stack.sql`
    select knr, id::int from public.predictions where knr = any (${[...answered.keys()]}) order by knr`;
  expect(Object.fromEntries(rows.map((row) => [row['knr'], row['id']]))).toEqual(
    Object.fromEntries(answered),
  );
  expect(rows).toHaveLength(answered.size);
  return tries;
}

describe('Postgres is restarted', () => {
  test('in the middle of a load: it is loaded once', async () => {
    const rows = 20_000;
    const path = await upload(rows);
    await until(
      'the load',
      async () =>
        (
          await plant.stack
            .sql`select from public.datasets where storage_path = ${path} and status = 'loading'`
        )[0],
    );
    await plant.keepTrainerAlive(
      (async () => {
        await plant.crashDatabase();
        await plant.passTime();
        expect(await settled(plant.stack.sql, path)).toMatchObject({ status: 'loaded', rows_loaded: rows });
      })(),
    );
    expect(await failures()).toEqual({ rows, keys: rows });
  }, 120_000);

  test('in the middle of a run: it ends with one model', async () => {
    const id = await plant.startRun('the database went away');
    await until('the search', async () => (await plant.run(id))['phase'] === 'search', 60);
    await plant.keepTrainerAlive(
      (async () => {
        await plant.crashDatabase();
        await plant.passTime();
        await plant.expectOneModel(id);
      })(),
    );
  }, 120_000);

  test('while cars are asked for: each answered car has its one prediction', async () => {
    await whileAsking(0, () => plant.crashDatabase());
  }, 120_000);
});

test('the process of the functions is killed while cars are asked for', async () => {
  const { children } = JSON.parse(readFileSync(join(plant.stack.folder, 'processes.json'), 'utf8')) as {
    children: { pid: number }[];
  };
  await whileAsking(400, async () => {
    process.kill(children.at(-1)!.pid, 'SIGKILL');
    await Promise.resolve();
  });
}, 120_000);

/** A disk of its own of so many MB; null where this user may not mount one. */
function smallDisk(): { folder: string; grow: () => void; away: () => void } | null {
  const folder = mkdtempSync(join(tmpdir(), 'halle-small-disk-'));
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'ignore' });
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder);
  } catch {
    rmdirSync(folder);
    return null;
  }
  return {
    folder,
    grow: () => mount('-o', 'remount,size=200m', folder),
    away: () => {
      execFileSync('umount', ['-l', folder]);
      rmdirSync(folder);
    },
  };
}
const disk = smallDisk();
afterAll(() => disk?.away());

test.skipIf(!disk)(
  'the disk is full in the middle of a load: it says so, and is loaded once there is room',
  async () => {
    const before = (await failures())['rows'] as number;
    await plant.trainer.end('SIGTERM');
    await plant.startTrainer({ scratch: disk!.folder });
    const path = await upload(30_000);
    const row = await until(
      'a failed try',
      async () =>
        (
          await plant.stack.sql`
          select status, error from public.datasets where storage_path = ${path} and error is not null`
        )[0],
    );
    expect(row).toMatchObject({ status: 'loading', error: { code: 'unavailable' } });
    expect(row['error'].message).toMatch(/no space/i);
    expect((await failures())['rows']).toBe(before);
    disk!.grow();
    await plant.passTime();
    expect(await settled(plant.stack.sql, path)).toMatchObject({
      status: 'loaded',
      rows_loaded: 30_000,
      error: null,
    });
    expect(await failures()).toEqual({ rows: before + 30_000, keys: before + 30_000 });
    await plant.trainer.end('SIGTERM');
    await plant.startTrainer();
  },
  120_000,
);

test.each([
  ['two days ahead', 2 * 86_400_000],
  ['two days back', -2 * 86_400_000],
])(
  'the trainer’s clock jumps %s in the middle of its work',
  async (_way, jump) => {
    await plant.trainer.end('SIGTERM');
    await plant.startTrainer({
      preload: pathToFileURL(join(import.meta.dirname, 'time-jumps.ts')).href,
      env: { HALLE_TEST_JUMP: String(jump) },
    });
    const id = await plant.startRun('at another time');
    await until('the search', async () => (await plant.run(id))['phase'] === 'search', 60);
    plant.trainer.process.kill('SIGUSR2');
    const path = await upload(500);
    expect(await settled(plant.stack.sql, path)).toMatchObject({ status: 'loaded', rows_loaded: 500 });
    await plant.expectOneModel(id);
    const [row] = await plant.stack.sql`
    select started_at between now() - interval '1 hour' and now() and finished_at between started_at and now() as today
    from public.training_runs where id = ${id}`;
    expect(row).toEqual({ today: true });
    await plant.trainer.end('SIGTERM');
    await plant.startTrainer();
  },
  120_000,
);

test('fifty clients that send a byte now and then do not keep the gate from its answers', async () => {
  const { hostname, port } = new URL(plant.stack.file.apiUrl);
  const slow: Socket[] = Array.from({ length: 50 }, (_, n) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `POST /functions/v1/predict HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n` +
        // Half of them do not even end their headers.
        (n % 2 ? 'content-type: application/json\r\ncontent-length: 1000\r\n\r\n{' : 'x-slow: 1'),
    );
    return socket;
  });
  const dripping = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('1')), 200);
  try {
    const took: number[] = [];
    for (let n = 0; n < 20; n++) {
      const started = performance.now();
      await askUntilAnswered(800 + n, { failed: 0 });
      took.push(performance.now() - started);
    }
    // Generous: a machine under load. Waiting for slow clients would be endless.
    expect(took.toSorted((a, b) => a - b)[10]).toBeLessThan(2000);
  } finally {
    clearInterval(dripping);
    for (const socket of slow) socket.destroy();
  }
  // What they began was nothing.
  const [row] = await plant.stack.sql`
    select count(*)::int as all from public.predictions where knr between ${knr(800)} and ${knr(899)}`;
  expect(row).toEqual({ all: 20 });
}, 60_000);
