import type { Context } from 'hono';
import type { Forward } from './storage-error.ts';

/**
 * A one-time letter to an address without an account. Real behaviour with sign-up closed: none is made, 422; lite
 * would make an account.
 */
export function oneTimeLetter(forward: Forward): (c: Context) => Promise<Response> {
  return async function oneTimeLetter(c) {
    const body: unknown = await c.req.json().catch(() => null);
    const headers = new Headers(c.req.raw.headers);
    headers.delete('content-length');
    const closed =
      typeof body === 'object' && body !== null ? { ...body, create_user: false, options: undefined } : body;
    return forward(new Request(c.req.url, { method: 'POST', headers, body: JSON.stringify(closed) }));
  };
}
