import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { childEnvironment } from '../../tools/stack/child.ts';
import { freePort } from '../../tools/stack/ports.ts';
import { call } from '../../tools/test/fixtures/functions.ts';
import { accessToken, database, signedInClient, testStack } from '../../tools/test/stack.ts';
import { until } from './own-stack.ts';

/** A second trainer beside the stack's own, which tells metrics; and one request, followed through both logs. */
const sql = database();
const folder = mkdtempSync(join(tmpdir(), 'halle-watching-'));
let trainer: ChildProcess;
let output = '';
let address: string;

beforeAll(async () => {
  const { dbUrl, apiUrl, secretKey } = testStack();
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  trainer = spawn(process.execPath, [join(import.meta.dirname, '../main.ts')], {
    env: childEnvironment({
      HALLE_DATABASE_URL: dbUrl,
      HALLE_API_URL: apiUrl,
      HALLE_SECRET_KEY: secretKey,
      HALLE_SCRATCH_DIR: folder,
      HALLE_METRICS_PORT: String(port),
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  trainer.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  trainer.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(`a trainer; it said ${output}`, () => output.includes('"event":"ready"'));
});
afterAll(async () => {
  trainer.kill('SIGTERM');
  await until('the end of the trainer', () => trainer.exitCode !== null, 15);
  rmSync(folder, { recursive: true, force: true });
  await sql.end();
});

/** The figures of a scrape, by name and labels. */
async function scrape(): Promise<Map<string, number>> {
  const answer = await fetch(`${address}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const lines = (await answer.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

test('a scrape tells what is in the database now', async () => {
  const [run] = await sql`
    insert into public.training_runs (cause, status, finished_at) values ('http', 'failed', now()) returning id`;
  try {
    const told = await scrape();
    const [now] =
      await sql`select (select count(*)::int from public.training_runs where status = 'failed') as failed,
      (select count(*)::int from public.alarms where closed_at is null) as alarms,
      (select model_id::int from public.deployments order by id desc limit 1) as model`;
    expect(told.get('halle_training_runs{status="failed"}')).toBe(now!['failed']);
    expect(told.get('halle_open_alarms')).toBe(now!['alarms']);
    expect(told.get('halle_model_in_use_id')).toBe(now!['model'] ?? undefined);
    expect(told.get('halle_database_up')).toBe(1);
    expect(told.get('halle_trainers')).toBeGreaterThanOrEqual(1);
    expect(told.get('halle_database_bytes')).toBeGreaterThan(1e6);
  } finally {
    await sql`delete from public.training_runs where id = ${run!['id']}`;
  }
});

test('anything else is not there, and nobody but the project’s role reads the figures', async () => {
  expect((await fetch(`${address}/`)).status).toBe(404);
  expect((await fetch(`${address}/metrics`, { method: 'POST' })).status).toBe(404);
  const [may] = await sql`select bool_or(has_function_privilege(role, 'private.metrics()', 'execute')) as may
    from unnest(array['anon', 'authenticated', 'service_role']) role`;
  expect(may!['may']).toBe(false);
});

test('one id stands in the answer, the function’s line, the job and the trainer’s lines', async () => {
  const requestId = `watching-${Date.now()}`;
  await sql`update public.training_runs set status = 'cancelled', finished_at = now() where status in ('queued', 'running')`;
  const answer = await call('createModel/runs', await accessToken(await signedInClient('engineer')), {
    json: { parameters: { trees: 2, search: { trials: 1, seconds: 5 } } },
    headers: { 'x-request-id': requestId },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  expect(answer.headers.get('x-request-id')).toBe(requestId);
  const logs = join(dirname(process.env['HALLE_STACK']!), 'logs');
  const linesOf = (text: string) =>
    text.split('\n').flatMap((line) => (line.includes(requestId) ? [JSON.parse(line) as object] : []));
  await until('the function’s line', () => linesOf(readFileSync(join(logs, 'functions.log'), 'utf8'))[0]);
  expect(linesOf(readFileSync(join(logs, 'functions.log'), 'utf8'))).toContainEqual({
    at: expect.any(String),
    event: 'request',
    function: 'createModel',
    requestId,
    method: 'POST',
    route: '/createModel/runs',
    status: 202,
    ms: expect.any(Number),
    caller: 'person',
  });
  // Either trainer may have taken it.
  const told = () => linesOf(output + readFileSync(join(logs, 'trainer.log'), 'utf8'));
  await until('the trainer’s line', () => told()[0], 50);
  expect(told()).toContainEqual(expect.objectContaining({ requestId, runId: answer.body.id }));
});

test('an id that is none is not taken over', async () => {
  const answer = await call('getModel', null, { headers: { 'x-request-id': 'a b"' } });
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});
