import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { denoProgram } from './functions.ts';
import { freePort } from './ports.ts';

/** A function that tries what the hosted runtime refuses, and tells what came of it. */
const PROBE = `
  const attempt = (work) => { try { work(); return 'works'; } catch (error) { return error.message; } };
  const read = () => attempt(() => Deno.readTextFileSync(new URL(import.meta.url)));
  const readAtStart = read();
  Deno.serve(() => Response.json({
    sharedMemory: attempt(() => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })),
    ownMemory: attempt(() => new WebAssembly.Memory({ initial: 1 })),
    worker: typeof Worker,
    sharedArrayBuffer: typeof SharedArrayBuffer,
    readAtStart,
    readInRequest: read(),
  }));`;

const folder = mkdtempSync(join(tmpdir(), 'halle-functions-'));
let host: ChildProcess;
let url: string;

beforeAll(async () => {
  for (const [name, source] of [
    ['probe', PROBE],
    ['broken', 'throw new Error("does not start");'],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.ts'), source);
  }
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const rights = ['--allow-net=127.0.0.1', `--allow-read=${folder},${import.meta.dirname}`];
  const args = ['run', '--no-prompt', '--no-config', '--no-check', ...rights];
  host = spawn(
    denoProgram(),
    [...args, join(import.meta.dirname, 'functions-host.ts'), String(port), folder, 'probe', 'broken'],
    { env: { DENO_DIR: join(folder, 'deno'), DENO_NO_UPDATE_CHECK: '1' }, stdio: 'ignore' },
  );
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(url).catch(() => null)) return;
    await sleep(100);
  }
  throw new Error('the functions host did not start');
}, 30_000);

afterAll(async () => {
  const gone = new Promise((done) => host.once('close', done));
  host.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

it('refuses a function what the hosted runtime refuses, and nothing else', async () => {
  const answer = await fetch(`${url}/probe`);
  expect(await answer.json()).toEqual({
    sharedMemory: 'Creating a shared memory is not supported',
    ownMemory: 'works',
    worker: 'undefined',
    sharedArrayBuffer: 'undefined',
    readAtStart: 'works',
    readInRequest: 'Deno.readTextFileSync works only while the function starts',
  });
});

it('answers 503 for a function that does not start, 404 for one that is not there', async () => {
  expect((await fetch(`${url}/broken`)).status).toBe(503);
  expect((await fetch(`${url}/nobody`)).status).toBe(404);
});
