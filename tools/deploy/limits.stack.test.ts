import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVALUATE_LIMIT } from '../../shared/contracts/evaluate.ts';
import { PREDICT_LIMIT } from '../../shared/contracts/predict.ts';
import { INGEST_LIMIT } from '../../shared/contracts/ingest.ts';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { OwnStack } from '../../trainer/tests/own-stack.ts';
import { functionsEnvironment, functionsProcess, functionsReady } from '../stack/functions.ts';
import { freePort } from '../stack/ports.ts';
import { ProcessBook } from '../stack/processes.ts';
import { modelForm } from '../test/fixtures/functions.ts';
import { metadataOf, onnxFileOf, trainedModel, treeFileOf } from '../test/fixtures/models.ts';
import type { Usage } from './measured-host.ts';

/** Of the hosted runtime: memory of a function's process, CPU of one request. */
const MEMORY_MB = 256;
const CPU_MS = 2000;
const TIMES = 3;

let stack: OwnStack;
let book: ProcessBook;
let modelId: number;
const figures: string[] = [];

/** A function alone in its process, as on hosted; `ask` takes a request's path and body. */
async function alone(name: string) {
  const port = await freePort();
  const { secretKey } = stack.file;
  const child = functionsProcess({
    port,
    dataDir: join(stack.folder, 'measured'),
    logFile: join(stack.folder, `measured-${name}.log`),
    book,
    host: join(import.meta.dirname, 'measured-host.ts'),
    names: [name],
    env: functionsEnvironment(stack.file),
  });
  child.start();
  await functionsReady(port);
  const usage = async (): Promise<Usage> => (await fetch(`http://127.0.0.1:${port}/usage`)).json();
  return {
    usage,
    stop: () => child.stop(),
    async ask(path: string, { json, ...init }: RequestInit & { json?: unknown } = {}) {
      const headers = new Headers(init.headers);
      if (!headers.has('authorization')) headers.set('authorization', `Bearer ${secretKey}`);
      if (json !== undefined) headers.set('content-type', 'application/json');
      const body = json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) };
      const answer = await fetch(`http://127.0.0.1:${port}/${name}${path}`, { ...init, ...body, headers });
      const text = await answer.text();
      expect(answer.status, text.slice(0, 500)).toBeLessThan(300);
      return text;
    },
  };
}
type Alone = Awaited<ReturnType<typeof alone>>;

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.trunc(values.length / 2)]!;

/** The start and each request stay within a request's CPU, all of it within the memory. */
async function measure(name: string, request: (fn: Alone, index: number) => Promise<unknown>): Promise<void> {
  const fn = await alone(name);
  try {
    const start = (await fn.usage()).cpuMs;
    const each: number[] = [];
    for (let index = 0; index < TIMES; index++) {
      const before = (await fn.usage()).cpuMs;
      await request(fn, index);
      each.push((await fn.usage()).cpuMs - before);
    }
    const memory = (await fn.usage()).mostBytes / 1e6;
    figures.push(
      `${name}: start ${start.toFixed(0)} ms, first ${each[0]!.toFixed(0)} ms, median ${median(each).toFixed(0)} ms CPU, ${memory.toFixed(0)} MB`,
    );
    expect(median(each)).toBeLessThan(CPU_MS);
    expect(start).toBeLessThan(CPU_MS);
    expect(memory).toBeLessThan(MEMORY_MB);
  } finally {
    await fn.stop();
  }
}

beforeAll(async () => {
  stack = await OwnStack.boot();
  const folder = join(stack.folder, 'measured');
  mkdirSync(folder);
  book = await ProcessBook.open(folder);
  const columns = FEATURES.map(({ name, kind }) =>
    name === 'engine'
      ? `case when n % 3 = 0 then 'DSN' else 'CWL' end`
      : kind === 'category'
        ? `'K2K2'`
        : `(random() * 10)::int`,
  );
  await stack.sql.unsafe(`
    insert into public.cars (knr, road_test_at, road_test_failed)
      select '1913-' || lpad(n::text, 7, '0'), timestamp '1913-01-01' + n * interval '10 minutes', random() < 0.1
      from generate_series(1, ${EVALUATE_LIMIT}) n;
    insert into public.car_features (knr, ${FEATURES.map(({ name }) => `"${name}"`).join(', ')})
      select '1913-' || lpad(n::text, 7, '0'), ${columns.join(', ')} from generate_series(1, ${EVALUATE_LIMIT}) n`);
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  console.log(figures.join('\n'));
});

test('createModel: a model with its trees', { timeout: 120_000 }, async () => {
  await measure('createModel', async (fn, index) => {
    const model = await trainedModel(index);
    const body = modelForm(onnxFileOf(model), metadataOf(`limits ${index}`), treeFileOf(model));
    modelId = JSON.parse(await fn.ask('', { method: 'POST', body })).id;
  });
});

test(`evaluate: ${EVALUATE_LIMIT} cars`, { timeout: 120_000 }, async () => {
  await measure('evaluate', async (fn) => {
    const window = { from: '1913-01-01T00:00:00', to: '1914-01-01T00:00:00' };
    const answer = JSON.parse(await fn.ask('', { json: { modelId, window } }));
    expect(answer.window.cars).toBe(EVALUATE_LIMIT);
  });
});

test('getModel: the file of a model', { timeout: 60_000 }, async () => {
  await measure('getModel', (fn) => fn.ask(`/${modelId}`));
});

test(`predict: ${PREDICT_LIMIT} cars with their reasons`, { timeout: 120_000 }, async () => {
  await measure('predict', async (fn, index) => {
    if (index === 0) await putInUse(fn);
    const knrs = Array.from({ length: PREDICT_LIMIT }, (_, n) => `1913-${String(n + 1).padStart(7, '0')}`);
    const { predictions } = JSON.parse(await fn.ask('', { json: { knrs } }));
    expect(predictions).toHaveLength(PREDICT_LIMIT);
  });
});

test(`ingest: ${INGEST_LIMIT} rows`, { timeout: 120_000 }, async () => {
  await measure('ingest', (fn, index) => {
    const rows = Array.from({ length: INGEST_LIMIT }, (_, n) => ({
      knr: `1914-${String(n + 1).padStart(7, '0')}`,
      status: 'R750',
      passedAt: `1914-05-2${index}T08:00:00`,
    }));
    return fn.ask('', { json: { kind: 'status', rows }, headers: { 'idempotency-key': randomUUID() } });
  });
});

async function putInUse(fn: Alone): Promise<void> {
  const engineer = await stack.client('engineer');
  const { data } = await engineer.auth.getSession();
  await fn.ask('/preflight', {
    json: { modelId },
    headers: { authorization: `Bearer ${data.session!.access_token}` },
  });
  const { error } = await engineer.rpc('deploy_model', { model_id: modelId, reason: 'to be measured' });
  expect(error?.message).toBeUndefined();
}
