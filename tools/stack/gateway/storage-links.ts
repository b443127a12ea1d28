import type { Context, Next } from 'hono';
import { verify } from 'hono/jwt';
import { z } from 'zod';
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
    return next();
  };
}

/** `createSignedUrl`. Real: `signedURL`, relative to /storage/v1; lite says `signedUrl` with the prefix. */
export function relativeLink(forward: Forward): (c: Context) => Promise<Response> {
  return async function relativeLink(c) {
    const answer = await forward(c.req.raw);
    if (!answer.ok) return answer;
    const body = (await answer.json()) as { signedUrl: string };
    return c.json({ signedURL: relative(body.signedUrl) });
  };
}

const manyLinks = z.object({
  expiresIn: z.number().int().min(1),
  paths: z.array(z.string()).min(1).max(1000),
});

/**
 * `createSignedUrls`: lite takes it for one link without a path. Real: a list in the order of the paths, with an
 * error text for each that cannot be read.
 */
export function linkList(forward: Forward): (c: Context) => Promise<Response> {
  return async function linkList(c) {
    const asked = manyLinks.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return storageError(c, 400, 'InvalidRequest', z.prettifyError(asked.error));
    const { expiresIn, paths } = asked.data;
    const headers = new Headers(c.req.raw.headers);
    headers.delete('content-length');
    const links: { path: string; error: string | null; signedURL: string | null }[] = [];
    for (const path of paths) {
      const url = `${c.req.url}/${path.split('/').map(encodeURIComponent).join('/')}`;
      const answer = await forward(
        new Request(url, { method: 'POST', headers, body: JSON.stringify({ expiresIn }) }),
      );
      const link = answer.ok ? ((await answer.json()) as { signedUrl: string }).signedUrl : null;
      const error = link === null ? 'Either the object does not exist or you do not have access to it' : null;
      links.push({ path, error, signedURL: link === null ? null : relative(link) });
    }
    return c.json(links);
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
