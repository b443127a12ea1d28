import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { StackFile } from './boot.ts';
import { freePort } from './ports.ts';
import { processStart, type Remembered } from './processes.ts';

// Each test starts `npm start`'s own program as a person would, in a folder and on ports of its own.
const folders: string[] = [];
const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) await end(child, 'SIGTERM');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output: () => string;
  dataDir: string;
}

async function start(dataDir: string, more: string[] = []): Promise<Started> {
  const ports = [await freePort(), await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [
      join(import.meta.dirname, 'start.ts'),
      '--empty',
      '--no-web',
      `--data-dir=${dataDir}`,
      `--api-port=${ports[0]}`,
      `--web-port=${ports[1]}`,
      `--db-port=${ports[2]}`,
      ...more,
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  running.push(child);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, dataDir };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'halle-life-'));
  folders.push(folder);
  return folder;
}

const ended = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

async function until(what: string, condition: () => boolean, seconds = 30): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) if (condition()) return;
  throw new Error(`waited in vain for: ${what}`);
}

async function ready(started: Started): Promise<StackFile> {
  await until('the ready screen', () => started.output().includes('Halle is ready') || ended(started.child));
  expect(started.output()).toContain('Halle is ready');
  return JSON.parse(readFileSync(join(started.dataDir, 'stack.json'), 'utf8'));
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (ended(child)) return;
  child.kill(signal);
  await until(`the end by ${signal}`, () => ended(child));
}

/** Processes of the stack that live now, by its own book. */
function children(dataDir: string): Remembered[] {
  const book: { children: Remembered[] } = JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8'));
  return book.children.filter(({ pid, startedAt }) => processStart(pid) === startedAt);
}

describe('npm start', () => {
  test('keeps keys, accounts and data over a restart; only the owner reads them; Ctrl-C leaves no process', async () => {
    const first = await start(newFolder());
    const stack = await ready(first);
    expect(statSync(join(first.dataDir, 'stack.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(first.dataDir, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(stack.accounts.map((account) => account.role)).toEqual(['operator', 'engineer', 'admin']);
    for (const { email, password } of stack.accounts) {
      expect(first.output()).toContain(email);
      expect(first.output()).toContain(password);
    }
    await until('database, functions and trainer', () => children(first.dataDir).length >= 3);
    const before = children(first.dataDir);
    await end(first.child, 'SIGINT');
    expect(first.child.exitCode).toBe(0);
    expect(before.filter(({ pid, startedAt }) => processStart(pid) === startedAt)).toEqual([]);

    const second = await start(first.dataDir);
    const again = await ready(second);
    expect(again.secretKey).toBe(stack.secretKey);
    expect(again.accounts).toEqual(stack.accounts);
  });

  test('recovers after kill -9: ends what it left behind, and nothing is lost', async () => {
    const first = await start(newFolder());
    const stack = await ready(first);
    const left = children(first.dataDir);
    const response = await fetch(`${stack.apiUrl}/auth/v1/admin/users`, {
      method: 'POST',
      headers: { apikey: stack.secretKey, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'kept@halle.demo', password: 'kept-over-a-crash', email_confirm: true }),
    });
    expect(response.status).toBe(200);
    await end(first.child, 'SIGKILL');

    const second = await start(first.dataDir);
    const again = await ready(second);
    const left2 = left.filter(({ pid, startedAt }) => processStart(pid) === startedAt);
    expect(left2).toEqual([]);
    const signIn = await fetch(`${again.apiUrl}/auth/v1/token?grant_type=password`, {
      method: 'POST',
      headers: { apikey: again.publishableKey, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'kept@halle.demo', password: 'kept-over-a-crash' }),
    });
    expect(signIn.status).toBe(200);
  });

  test('refuses a data folder in use, and leaves the running one alone', async () => {
    const first = await start(newFolder());
    const stack = await ready(first);
    const second = await start(first.dataDir);
    await until('the refusal', () => ended(second.child));
    expect(second.child.exitCode).toBe(1);
    expect(second.output()).toContain(`Another Halle (process ${first.child.pid}) is running`);
    expect(
      (await fetch(`${stack.apiUrl}/auth/v1/health`, { headers: { apikey: stack.publishableKey } })).status,
    ).toBe(200);
  });

  test('names a taken port and how to choose another', async () => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((done) => other.listen(port, '127.0.0.1', done));
    const started = await start(newFolder(), [`--api-port=${port}`]);
    await until('the refusal', () => ended(started.child));
    expect(started.child.exitCode).toBe(1);
    expect(started.output()).toMatch(new RegExp(`port ${port} \\(API\\) is taken.*--api-port`, 'is'));
    expect(existsSync(join(started.dataDir, 'postgres'))).toBe(false);
    other.close();
  });

  test('Ctrl-C while it is still starting leaves no process', async () => {
    const started = await start(newFolder());
    await until('a step', () => started.output().includes('migrations'));
    const before = children(started.dataDir);
    await end(started.child, 'SIGINT');
    expect(started.child.exitCode).toBe(0);
    expect(before.length).toBeGreaterThan(0);
    expect(before.filter(({ pid, startedAt }) => processStart(pid) === startedAt)).toEqual([]);
  });

  test('a function or trainer process that crashes is started again', async () => {
    const started = await start(newFolder(), ['--no-trainer']);
    const stack = await ready(started);
    const functions = children(started.dataDir).at(-1);
    if (!functions) throw new Error('no child');
    process.kill(functions.pid, 'SIGKILL');
    await until('another process', () =>
      children(started.dataDir).some(({ pid }) => pid !== functions.pid && pid > functions.pid),
    );
    await until('its log', () => existsSync(join(started.dataDir, 'logs/functions.log')));
    for (const end = Date.now() + 15_000; Date.now() < end; await sleep(100)) {
      const response = await fetch(`${stack.apiUrl}/functions/v1/nothing`);
      if (response.status === 404) return;
    }
    throw new Error('the functions did not come back');
  });

  test.runIf(process.getuid?.() === 0)(
    'works as root in a folder that other users may not enter',
    async () => {
      const folder = newFolder();
      chmodSync(folder, 0o700);
      await ready(await start(join(folder, 'inside')));
    },
  );
});
