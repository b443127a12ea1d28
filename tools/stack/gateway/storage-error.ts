import type { Context } from 'hono';

/** Hands a request to lite. */
export type Forward = (request: Request) => Promise<Response>;

/** What hosted Storage answers for an error: status 400 nearly always, the real one in the body. */
export function storageError(c: Context, statusCode: number, error: string, message: string): Response {
  return c.json({ statusCode: String(statusCode), error, message }, 400);
}
