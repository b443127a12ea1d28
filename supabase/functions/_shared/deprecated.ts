import type { MiddlewareHandler } from 'hono';
import type { FunctionTypes } from './app.ts';
import { declaredRoute } from './declared-route.ts';
import { routeOf, type Operation } from './openapi.ts';

/** Tells with every answer of an operation that will go: `Deprecation` (RFC 9745) and `Sunset` (RFC 8594). */
export function warnOfDeprecated(operations: readonly Operation[]): MiddlewareHandler<FunctionTypes> {
  const leaving = new Map(operations.map((operation) => [routeOf(operation), operation.deprecated]));
  return async function warn(c, next) {
    await next();
    const route = declaredRoute(c);
    const found = route && leaving.get(`${route.method} ${route.path}`);
    if (!found) return;
    c.header('deprecation', `@${Date.parse(found.since) / 1000}`);
    c.header('sunset', new Date(found.sunset).toUTCString());
  };
}
