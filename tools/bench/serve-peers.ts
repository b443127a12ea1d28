import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../test/commands.ts';
import { denoProgram } from '../stack/functions.ts';
import { freePort } from '../stack/ports.ts';

/** A server of one model in one process, without the database. */
export interface Served {
  name: string;
  url: string;
  pid: number;
  stop: () => Promise<void>;
}

/** Starts a program and waits for its first line. @throws with what it printed when it ends before */
async function serve(
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  port: number,
  nameOf: (line: string) => string,
): Promise<Served> {
  const child: ChildProcess = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let wrong = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (wrong += chunk.toString()));
  child.on('error', (error) => (wrong += error.message));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGTERM');
    for (let i = 0; i < 100 && child.exitCode === null && child.signalCode === null; i++) await sleep(50);
  };
  for (const end = Date.now() + 120_000; ; await sleep(50)) {
    if (child.exitCode !== null || child.pid === undefined)
      throw new Error(wrong.trim().split('\n').at(-1) ?? 'ended');
    if (Date.now() > end) {
      await stop();
      throw new Error(`not ready in two minutes: ${wrong}`);
    }
    if (!out.includes('\n')) continue;
    const answers = await fetch(`${url}/predict`, { method: 'POST', body: '{}' }).catch(() => null);
    if (answers) return { name: nameOf(out.split('\n')[0]!), url, pid: child.pid, stop };
  }
}

export async function ours(folder: string): Promise<Served> {
  const port = await freePort();
  const args = ['run', '--no-prompt', '--no-remote', '--no-lock', '--node-modules-dir=manual', '--allow-all'];
  return serve(
    denoProgram(),
    [...args, join(root, 'tools/bench/serve-model.ts'), join(folder, 'model.onnx'), String(port)],
    {},
    port,
    () => 'Halle',
  );
}

/** `python`, with a folder of packages before its own where one is given: `/usr/bin/python3` or `/usr/bin/python3:/folder`. */
export async function peer(python: string, folder: string): Promise<Served> {
  const [program = python, packages] = python.split(':');
  const port = await freePort();
  return serve(
    program,
    [join(root, 'tools/bench/serve-peer.py'), folder, String(port)],
    packages ? { PYTHONPATH: packages } : {},
    port,
    (line) => {
      const versions = JSON.parse(line) as Record<string, string>;
      return Object.entries(versions)
        .map((each) => each.join(' '))
        .join(', ');
    },
  );
}
