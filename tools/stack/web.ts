import { readFileSync, statSync } from 'node:fs';
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

/** The built page and its headers, made anew only when a build comes while the stack runs: it has other scripts. */
function builtPage(apiUrl: string) {
  const path = join(webBuild, 'index.html');
  const read = () => {
    const page = readFileSync(path, 'utf8');
    return { page, headers: securityHeaders(page, apiUrl) };
  };
  let kept: { at: number; is: ReturnType<typeof read> } | null = null;
  return () => {
    const at = statSync(path).mtimeMs;
    if (kept?.at !== at) kept = { at, is: read() };
    return kept.is;
  };
}

/** Serves the built single-page application with its run-time settings, also as `/config.json`. */
export function startWeb(options: {
  port: number;
  apiUrl: string;
  publishableKey: string;
}): Promise<HttpServer> {
  const app = new Hono();
  const config = { apiUrl: options.apiUrl, publishableKey: options.publishableKey };
  const built = builtPage(options.apiUrl);
  const page = () => pageWith(config, built().page);
  app.get('/config.json', (c) => c.json(config, 200, { 'cache-control': 'no-store' }));
  app.use('*', async (c, next) => {
    await next();
    // Files below _app/immutable carry their hash in the name.
    c.header(
      'cache-control',
      c.req.path.startsWith('/_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    for (const [name, value] of Object.entries(built().headers)) c.header(name, value);
  });
  app.get('/', (c) => c.html(page()));
  app.use('*', serveStatic({ root: webBuild, precompressed: true }));
  app.get('*', (c) => c.html(page()));
  return listen(app.fetch, options.port);
}
