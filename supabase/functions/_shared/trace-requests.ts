import type { MiddlewareHandler } from 'hono';
import { flushTraces, span, startTracing, type TracingEnvironment } from '../../../shared/tracing/tracing.ts';
import type { FunctionTypes } from './app.ts';
import { declaredRoute } from './declared-route.ts';

/** Hosted functions may be ended with their last answer, but for what they say they wait for. */
interface EdgeRuntime {
  waitUntil(work: Promise<unknown>): void;
}

/** Each request as a span of its caller's trace, or of a new one; null where the environment names no endpoint. */
export function traceRequests(
  name: string,
  environment: TracingEnvironment,
): MiddlewareHandler<FunctionTypes> | null {
  const started = startTracing('halle-functions', environment);
  if (!started) return null;
  const runtime = (globalThis as { EdgeRuntime?: EdgeRuntime }).EdgeRuntime;
  return async function traceRequest(c, next) {
    await started;
    const { method } = c.req;
    const attributes = {
      'http.request.method': method,
      'faas.name': name,
      'halle.request_id': c.var.requestId,
    };
    const parent = c.req.header('traceparent');
    await span(method, { kind: 'server', attributes, parent }, async (begun) => {
      if (begun) c.set('traceId', begun.traceId);
      await next();
      const route = declaredRoute(c)?.path;
      if (route !== undefined) {
        begun?.name(`${method} ${route}`);
        begun?.set({ 'http.route': route });
      }
      begun?.set({ 'http.response.status_code': c.res.status, 'halle.caller': c.var.caller?.kind ?? 'none' });
      if (c.res.status >= 500) begun?.fail(String(c.res.status));
    });
    runtime?.waitUntil(flushTraces().catch(() => undefined));
  };
}
