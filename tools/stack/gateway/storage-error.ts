import type { Context, Next } from 'hono';

/** Hands a request to lite. */
export type Forward = (request: Request) => Promise<Response>;

/** What hosted Storage answers for an error: status 400 nearly always, the real one in the body. */
export function storageError(c: Context, statusCode: number, error: string, message: string): Response {
  return c.json({ statusCode: String(statusCode), error, message }, 400);
}

/** storage-api's `code` for the `error` that lite answers. */
const CODES: Record<string, string> = {
  not_found: 'NoSuchKey',
  'Bucket not found': 'NoSuchBucket',
  Duplicate: 'ResourceAlreadyExists',
  Unauthorized: 'AccessDenied',
  'Payload too large': 'EntityTooLarge',
  invalid_mime_type: 'InvalidMimeType',
};

/** Real errors carry a `code`, by which supabase-js tells a missing object from another error; lite's do not. */
export async function errorCodes(c: Context, next: Next): Promise<void> {
  await next();
  if (c.res.ok || !c.res.headers.get('content-type')?.includes('json')) return;
  const body = (await c.res.clone().json()) as { error?: string; code?: string };
  if (body.code !== undefined || body.error === undefined) return;
  const headers = new Headers(c.res.headers);
  headers.delete('content-length');
  const status = c.res.status;
  c.res = undefined;
  c.res = Response.json({ ...body, code: CODES[body.error] ?? body.error }, { status, headers });
}
