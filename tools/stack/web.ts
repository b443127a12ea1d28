import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { listen, type HttpServer } from './gateway.ts';
import { webBuild } from './web-build.ts';

/** Serves the built single-page application and its run-time settings, `/config.json`. */
export function startWeb(options: {
  port: number;
  apiUrl: string;
  publishableKey: string;
}): Promise<HttpServer> {
  const app = new Hono();
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
  app.use('*', serveStatic({ root: webBuild, precompressed: true }));
  app.get('*', (c) => c.html(readFileSync(join(webBuild, 'index.html'), 'utf8')));
  return listen(app.fetch, options.port);
}
