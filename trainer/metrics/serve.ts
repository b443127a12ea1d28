import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import type { Sql } from 'postgres';
import { metricsRegistry } from './registry.ts';

/** Serves `GET /metrics` for Prometheus. Rejects where the port is taken. */
export async function serveMetrics(
  { port, host }: { port: number; host: string },
  sql: Sql,
  events: WorkerEvents,
): Promise<Server> {
  const { registry, metrics } = metricsRegistry(sql, events);
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}
