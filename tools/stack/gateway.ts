import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Platform } from './lite.ts';
import { bridgeStorage } from './storage-shim.ts';

export interface HttpServer {
  stop(): Promise<void>;
}

/** One address for the whole API, as hosted Supabase has it. lite's own `/_system` tells the database password: not forwarded. */
export function startGateway(options: {
  port: number;
  platform: Platform;
  functionsPort: number;
}): Promise<HttpServer> {
  const app = new Hono();
  app.use(
    '*',
    cors({
      origin: '*',
      allowHeaders: [
        'authorization',
        'apikey',
        'content-type',
        'x-client-info',
        'x-upsert',
        'prefer',
        'range',
        'accept-profile',
        'content-profile',
        'cache-control',
        'x-supabase-api-version',
        'x-metadata',
        'accept',
        'x-retry-count',
      ],
      allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'],
      exposeHeaders: ['content-range', 'content-length', 'content-disposition', 'location'],
      maxAge: 600,
    }),
  );
  app.all('/auth/v1/*', (c) => options.platform.fetch(c.req.raw));
  app.all('/rest/v1/*', (c) => options.platform.fetch(c.req.raw));
  app.all('/storage/v1/*', (c) => bridgeStorage(c.req.raw, options.platform.fetch));
  app.all('/functions/v1/*', async (c) => {
    const url = new URL(c.req.url);
    const target = `http://127.0.0.1:${options.functionsPort}${url.pathname.slice('/functions/v1'.length)}${url.search}`;
    const headers = new Headers(c.req.raw.headers);
    headers.delete('host');
    headers.delete('connection');
    headers.delete('content-length');
    try {
      const answer = await fetch(target, {
        method: c.req.method,
        headers,
        body: c.req.raw.body,
        redirect: 'manual',
        duplex: 'half',
      } as RequestInit);
      const out = new Headers(answer.headers);
      out.delete('content-encoding');
      out.delete('content-length');
      for (const name of answer.headers.keys()) if (name.startsWith('access-control-')) out.delete(name);
      return new Response(answer.body, { status: answer.status, headers: out });
    } catch {
      return c.json(
        { error: { code: 'unavailable', message: 'The functions are starting; try again in a second.' } },
        503,
      );
    }
  });
  app.get('/', (c) => c.json({ name: 'Halle API' }));
  return listen(app.fetch, options.port);
}

export function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port: number,
): Promise<HttpServer> {
  return new Promise((done, fail) => {
    const server = serve({ fetch, port, hostname: '127.0.0.1' }, () =>
      done({
        stop: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', fail);
  });
}
