import type { MiddlewareHandler } from 'hono';
import type { FunctionTypes } from './app.ts';
import { declaredRoute } from './declared-route.ts';

/** What may be taken over as an id: it stands in log lines and in headers. */
const ID = /^[\w.:-]{1,128}$/;

/** The caller's own, or the hosted gateway's, so that its log lines are found too; else a new one. */
export function requestIdOf(headers: Headers): string {
  const given = headers.get('x-request-id') ?? headers.get('sb-request-id') ?? '';
  return ID.test(given) ? given : crypto.randomUUID();
}

/**
 * Gives each request its id, answers it as `x-request-id`, and writes one line of JSON when it is answered: the route as it
 * is declared, without what stands in its place, and no word of bodies or callers but their kind.
 */
export function requestLog(name: string): MiddlewareHandler<FunctionTypes> {
  return async function logRequest(c, next) {
    const started = performance.now();
    const requestId = requestIdOf(c.req.raw.headers);
    c.set('requestId', requestId);
    await next();
    c.header('x-request-id', requestId);
    const { method } = c.req;
    // Neither asks anything of the plant.
    if (method === 'OPTIONS' || c.req.path.endsWith('/openapi.json')) return;
    const line = {
      at: new Date().toISOString(),
      event: 'request',
      function: name,
      requestId,
      ...(c.var.traceId === undefined ? {} : { traceId: c.var.traceId }),
      method,
      route: declaredRoute(c)?.path ?? null,
      status: c.res.status,
      ms: Math.round((performance.now() - started) * 10) / 10,
      caller: c.var.caller?.kind ?? null,
    };
    console.log(JSON.stringify(line));
  };
}

/** What nobody expected, as a line with the request's id. */
export function logError(requestId: string, name: string, error: Error): void {
  const { message, stack } = error;
  console.error(
    JSON.stringify({
      at: new Date().toISOString(),
      event: 'request failed',
      function: name,
      requestId,
      message,
      stack,
    }),
  );
}
