import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from './child.ts';
import { type ProcessBook, processStart } from './processes.ts';

const root = join(import.meta.dirname, '../..');
export const webBuild = join(root, 'web/build');

const SOURCES = [
  'web/src/**/*',
  'web/static/**/*',
  'web/messages/*',
  'web/project.inlang/settings.json',
  'web/*.{ts,js,json}',
  'web/vite/*.ts',
  'shared/**/*.ts',
  'docs/guide/**/*.md',
  'docs/screens/*.webp',
  'tools/guide/*.ts',
  'tools/demo-plant/*.ts',
  'package-lock.json',
];

/** Hash of everything that the built application is made of. */
function sourceHash(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: root, withFileTypes: true, exclude: ['web/src/lib/paraglide/**'] })
    .filter((entry) => entry.isFile() && !/\.(test|spec)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** One build at a time in this clone: two stacks that start together share the build's folders. */
async function alone(work: () => Promise<void>): Promise<void> {
  const lock = join(root, 'node_modules/.cache/halle-web-build.lock');
  mkdirSync(dirname(lock), { recursive: true });
  const me = `${process.pid} ${processStart(process.pid)}`;
  for (;;) {
    try {
      writeFileSync(lock, me, { flag: 'wx' });
      break;
    } catch {
      const [pid, startedAt] = existsSync(lock) ? readFileSync(lock, 'utf8').split(' ') : [];
      if (pid !== undefined && processStart(Number(pid)) !== startedAt) rmSync(lock, { force: true });
      else await sleep(200);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function runBuild(log: (text: string) => void, book: ProcessBook): Promise<void> {
  return new Promise<void>((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
      cwd: join(root, 'web'),
      env: childEnvironment({ NO_COLOR: '1' }),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    if (child.pid !== undefined) book.remember(child.pid);
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      log(chunk.toString());
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', fail);
    child.once('close', (code) => {
      if (child.pid !== undefined) book.forget(child.pid);
      if (code === 0) done();
      else fail(new Error(`The web application could not be built:\n${output.slice(-2000)}`));
    });
  });
}

/**
 * Builds the web application when there is no build of these sources yet. About 12 s; its output goes to `log`.
 * @throws with the end of that output when it cannot be built.
 */
export async function buildWeb(options: { log: (text: string) => void; book: ProcessBook }): Promise<void> {
  const { log, book } = options;
  await alone(async () => {
    const stamp = join(webBuild, '.source-hash');
    const wanted = sourceHash();
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
    // Another program on the same sources (an editor's check, a build by hand) may empty the build's folders midway.
    await runBuild(log, book).catch(() => runBuild(log, book));
    writeFileSync(stamp, wanted);
  });
}
