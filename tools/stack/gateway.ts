import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { authAdmin, inviteRoute } from './gateway/auth-admin.ts';
import { oneTimeLetter } from './gateway/closed-sign-up.ts';
import { functionsProxy } from './gateway/functions-proxy.ts';
import { storageShim } from './gateway/storage.ts';
import type { Platform } from './lite.ts';
import type { Secrets } from './secrets.ts';

export interface HttpServer {
  stop: () => Promise<void>;
}

/**
 * One address for the whole API, as hosted Supabase has it. lite gets its three prefixes and nothing else: its
 * `/_system` tells anybody the database's address and password.
 */
export function startGateway(options: {
  port: number;
  platform: Platform;
  secrets: Secrets;
  functionsPort: number;
  /** Where the web application may be opened: other pages' scripts get no answer from a browser. */
  webOrigins: string[];
}): Promise<HttpServer> {
  const { platform, secrets, functionsPort, webOrigins } = options;
  const app = new Hono();
  // lite lets every page in by itself.
  app.use('*', async (c, next) => {
    await next();
    if (!webOrigins.includes(c.req.header('origin') ?? ''))
      c.header('access-control-allow-origin', undefined);
  });
  // lite refuses preflights to Auth and to rpc from another origin. The functions answer theirs themselves.
  for (const prefix of ['/auth/v1/*', '/rest/v1/*', '/storage/v1/*']) {
    app.use(
      prefix,
      cors({
        origin: webOrigins,
        allowMethods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS'],
        exposeHeaders: [
          'Content-Range',
          'Content-Length',
          'Content-Disposition',
          'Content-Location',
          'ETag',
          'Location',
        ],
        maxAge: 3600,
      }),
    );
  }
  app.route('/auth/v1/admin', authAdmin(platform.sql, secrets.secretKey));
  app.post('/auth/v1/invite', inviteRoute(platform.sql, secrets.secretKey));
  app.post('/auth/v1/otp', oneTimeLetter(platform.fetch));
  app.all('/auth/v1/*', (c) => platform.fetch(c.req.raw));
  app.all('/rest/v1/*', (c) => platform.fetch(c.req.raw));
  app.route('/storage/v1', storageShim({ forward: platform.fetch, jwtSecret: secrets.jwtSecret }));
  app.all('/functions/v1/*', functionsProxy(functionsPort));
  app.notFound((c) => c.json({ message: 'no Route matched with those values' }, 404));
  return listen((request) => app.fetch(request), options.port);
}

/** Serves on loopback only; resolves when it listens, rejects when the port is taken. */
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
