import type { Context, Next } from 'hono';
import { verify } from 'hono/jwt';
import { type Forward, storageError } from './storage-error.ts';

const relative = (link: string) => link.replace(/^\/storage\/v1/, '');

/** A link that has expired or was tampered with is 400 `InvalidJWT`; lite answers 500. */
export function validateLink(jwtSecret: string): (c: Context, next: Next) => Promise<Response | void> {
  return async function validateLink(c, next) {
    try {
      await verify(c.req.query('token') ?? '', jwtSecret, 'HS256');
    } catch (error) {
      const expired = error instanceof Error && error.name === 'JwtTokenExpired';
      const message = expired ? '"exp" claim timestamp check failed' : 'invalid signature';
      return storageError(c, 400, 'InvalidJWT', message);
    }
    await next();
  };
}

/**
 * `createSignedUrl` and `createSignedUrls`. Real: `signedURL`, relative to /storage/v1, in the plural a list with an
 * error text per file that cannot be read; lite says `signedUrl` with the prefix.
 */
export function relativeLinks(forward: Forward): (c: Context) => Promise<Response> {
  return async function relativeLinks(c) {
    const answer = await forward(c.req.raw);
    if (!answer.ok) return answer;
    const body = (await answer.json()) as
      { signedUrl: string } | { path: string; signedUrl: string; error: string | null }[];
    if (!Array.isArray(body)) return c.json({ signedURL: relative(body.signedUrl) });
    return c.json(
      body.map(({ path, signedUrl, error }) => ({
        path,
        error: error === null ? null : 'Either the object does not exist or you do not have access to it',
        signedURL: error === null ? relative(signedUrl) : null,
      })),
    );
  };
}

/** `createSignedUploadUrl`. Real: `{url, token}`, the url relative to /storage/v1. */
export function relativeUploadLink(forward: Forward): (c: Context) => Promise<Response> {
  return async function relativeUploadLink(c) {
    const answer = await forward(c.req.raw);
    if (!answer.ok) return answer;
    const body = (await answer.json()) as { signedUrl: string; token: string };
    return c.json({ url: relative(body.signedUrl), token: body.token });
  };
}
