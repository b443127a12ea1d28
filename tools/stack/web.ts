import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { securityHeaders } from '../web-headers/headers.ts';
import { listen, type HttpServer } from './gateway.ts';
import { webBuild } from './web-build.ts';

const PLACE = '<!-- config.json -->';

/** The application's page with its run-time settings in it: one question less before anything can be read. */
export function pageWith(config: Record<string, string>, page: string): string {
  if (!page.includes(PLACE))
    throw new Error(`The application's page has no place for its settings, ${PLACE}`);
  // In a script element only `<` could end it.
  const text = JSON.stringify(config).replaceAll('<', '\\u003c');
  return page.replace(PLACE, () => `<script id="config" type="application/json">${text}</script>`);
}

/** Serves the built single-page application with its run-time settings, also as `/config.json`. */
export function startWeb(options: {
  port: number;
  apiUrl: string;
  publishableKey: string;
}): Promise<HttpServer> {
  const app = new Hono();
  const config = { apiUrl: options.apiUrl, publishableKey: options.publishableKey };
  const built = () => readFileSync(join(webBuild, 'index.html'), 'utf8');
  const page = () => pageWith(config, built());
  app.get('/config.json', (c) => c.json(config, 200, { 'cache-control': 'no-store' }));
  app.use('*', async (c, next) => {
    await next();
    // Files below _app/immutable carry their hash in the name.
    c.header(
      'cache-control',
      c.req.path.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    // Read anew, as the page is: a build that comes while the stack runs has other scripts.
    for (const [name, value] of Object.entries(securityHeaders(built(), options.apiUrl)))
      c.header(name, value);
  });
  app.get('/', (c) => c.html(page()));
  app.use('*', serveStatic({ root: webBuild, precompressed: true }));
  app.get('*', (c) => c.html(page()));
  return listen(app.fetch, options.port);
}
