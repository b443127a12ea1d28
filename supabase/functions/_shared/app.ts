import { Hono } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { HalleError } from '../../../shared/errors.ts';
import { callerOf, type Caller } from './caller.ts';
import type { Environment } from './environment.ts';

export interface FunctionTypes {
  Variables: { caller: Caller };
}

const open = /\/openapi\.json$/;

/**
 * The frame of every function: CORS, the caller of each request (all routes but the description need one), and one
 * renderer of errors. What is not of the catalogue is logged and answered as a plain 500.
 */
export function createFunction(name: string, environment: Environment) {
  const app = new Hono<FunctionTypes>({ strict: false }).basePath(`/${name}`);
  app.use('*', cors({ origin: '*', maxAge: 600, exposeHeaders: ['location', 'idempotency-replayed'] }));
  app.use('*', async function requireCaller(c, next) {
    if (!open.test(c.req.path)) c.set('caller', callerOf(c.req.raw, environment));
    await next();
  });
  app.notFound((c) => c.json(new HalleError('not_found', 'There is no such address.').toBody(), 404));
  app.onError((error, c) => {
    if (error instanceof HalleError) return c.json(error.toBody(), error.status);
    if (error instanceof HTTPException && error.status < 500) {
      return c.json(new HalleError('bad_request', 'The request cannot be read.').toBody(), 400);
    }
    console.error(`${name}: ${error.stack ?? error.message}`);
    return c.json(new HalleError('internal', 'Something went wrong on our side.').toBody(), 500);
  });
  return app;
}
