import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { childEnvironment } from './child.ts';
import { listen, type HttpServer } from './gateway.ts';
import type { ProcessBook } from './processes.ts';

const root = join(import.meta.dirname, '../..');

/** Hash of everything that the built application is made of. */
function sourceHash(): string {
  const hash = createHash('sha256');
  const files = globSync(
    [
      'web/src/**/*',
      'web/static/**/*',
      'web/messages/*',
      'web/*.{ts,js,json}',
      'shared/**/*.ts',
      'package-lock.json',
    ],
    { cwd: root, withFileTypes: true, exclude: ['web/src/lib/paraglide/**'] },
  )
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) hash.update(file.slice(root.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Builds the web application when there is no build of these sources yet. About 15 s; output goes to `log`. */
export async function buildWeb(options: { log: (text: string) => void; book: ProcessBook }): Promise<void> {
  const { log, book } = options;
  const stamp = join(root, 'web/build/.source-hash');
  const wanted = sourceHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await new Promise<void>((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
      cwd: join(root, 'web'),
      env: childEnvironment({ NO_COLOR: '1' }),
      stdio: ['ignore', 'pipe', 'pipe'],
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
  writeFileSync(stamp, wanted);
}

/** Serves the built single-page application and its run-time settings, `/config.json`. */
export function startWeb(options: {
  port: number;
  apiUrl: string;
  publishableKey: string;
}): Promise<HttpServer> {
  const app = new Hono();
  const build = join(root, 'web/build');
  app.get('/config.json', (c) =>
    c.json({ apiUrl: options.apiUrl, publishableKey: options.publishableKey }, 200, {
      'cache-control': 'no-store',
    }),
  );
  app.use('*', async (c, next) => {
    await next();
    // Files below _app/immutable carry their hash in the name.
    c.header(
      'cache-control',
      c.req.path.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'same-origin');
    c.header('x-frame-options', 'DENY');
  });
  app.use('*', serveStatic({ root: build }));
  app.get('*', (c) => c.html(readFileSync(join(build, 'index.html'), 'utf8')));
  return listen(app.fetch, options.port);
}
