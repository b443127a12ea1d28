import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { HalleError } from '../../../shared/errors.ts';
import { callerOf, serviceClient, type Caller } from './caller.ts';
import type { Environment } from './environment.ts';
import { callerOfKey, keyOf } from './key-caller.ts';
import { describe, routeOf, type Operation } from './openapi.ts';
import { logError, requestLog } from './request-log.ts';
import { declaredRoute } from './declared-route.ts';
import { warnOfDeprecated } from './deprecated.ts';
import { traceRequests } from './trace-requests.ts';

export interface FunctionTypes {
  /** `requestId`: in every log line that this request leads to, here and in the trainer; `traceId`: of its trace, if it has one. */
  Variables: { caller: Caller; requestId: string; traceId: string | undefined };
}

const open = /\/openapi\.json$/;

/**
 * The frame of every function: CORS for the web pages of the list, its description, the caller of each request (all routes but the description need
 * one), and one renderer of errors. `operations` is the table of its routes, with the scope that an API key needs for each:
 * a route that is not in it is for no key. What is not of the catalogue is logged and answered as a plain 500.
 */
export function createFunction(
  name: string,
  environment: Environment,
  description: string,
  operations: readonly Operation[],
) {
  const app = new Hono<FunctionTypes>({ strict: false }).basePath(`/${name}`);
  const service = serviceClient(environment);
  const scopes = new Map(operations.map((operation) => [routeOf(operation), operation.scope]));
  app.use('*', requestLog(name));
  const traced = traceRequests(name, environment);
  if (traced) app.use('*', traced);
  app.use(
    '*',
    cors({
      origin: environment.HALLE_ALLOWED_ORIGINS,
      maxAge: 600,
      exposeHeaders: [
        'location',
        'idempotency-replayed',
        'retry-after',
        'x-request-id',
        'deprecation',
        'sunset',
      ],
    }),
  );
  app.use('*', async function requireCaller(c, next) {
    if (!open.test(c.req.path)) {
      const key = keyOf(c.req.raw);
      const caller =
        key === null
          ? callerOf(c.req.raw, environment, { requestId: c.var.requestId })
          : await callerOfKey(key, () => scopeOf(c, scopes), service, environment, c.var.requestId);
      c.set('caller', caller);
    }
    await next();
  });
  app.use('*', warnOfDeprecated(operations));
  describe(app, name, description, operations);
  app.notFound((c) => c.json(new HalleError('not_found', 'There is no such address.').toBody(), 404));
  app.onError((error, c) => {
    if (error instanceof HalleError) {
      const retryAfter = error.details?.['retryAfter'];
      if (typeof retryAfter === 'number') c.header('retry-after', String(retryAfter));
      return c.json(error.toBody(), error.status);
    }
    if (error instanceof HTTPException && error.status < 500) {
      return c.json(new HalleError('bad_request', 'The request cannot be read.').toBody(), 400);
    }
    logError(c.var.requestId, name, error);
    return c.json(new HalleError('internal', 'Something went wrong on our side.').toBody(), 500);
  });
  return app;
}

/** What the route that will answer this request needs of an API key. Errors: `not_found` where none will. */
function scopeOf(c: Context<FunctionTypes>, scopes: ReadonlyMap<string, Operation['scope']>) {
  const route = declaredRoute(c);
  if (!route) throw new HalleError('not_found', 'There is no such address.');
  return scopes.get(`${route.method} ${route.path}`) ?? null;
}
