import type { Context } from 'hono';
import type { Forward } from './storage-error.ts';

/** `?download=` and `?download=name`: real Storage answers with a Content-Disposition; lite ignores it. */
export function attachment(forward: Forward): (c: Context) => Promise<Response> {
  return async function attachment(c) {
    const answer = await forward(c.req.raw);
    const asked = c.req.query('download');
    if (!answer.ok || asked === undefined) return answer;
    const name = asked || decodeURIComponent(c.req.path.slice(c.req.path.lastIndexOf('/') + 1));
    const headers = new Headers(answer.headers);
    headers.set('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
    return new Response(answer.body, { status: answer.status, headers });
  };
}

interface LiteObject {
  id: string;
  name: string;
  version: string;
  bucket_id: string;
  created_at: string;
  metadata: unknown;
  user_metadata: unknown;
  httpMetadata: { size: number; mimetype: string; cacheControl: string; eTag: string; lastModified: string };
}

/** `info`: real Storage has size, type and hash at the top level; lite below `httpMetadata`. */
export function objectInfo(forward: Forward): (c: Context) => Promise<Response> {
  return async function objectInfo(c) {
    const answer = await forward(c.req.raw);
    if (!answer.ok) return answer;
    const object = (await answer.json()) as LiteObject;
    const { size, mimetype, cacheControl, eTag, lastModified } = object.httpMetadata;
    return c.json({
      id: object.id,
      name: object.name,
      version: object.version,
      bucket_id: object.bucket_id,
      size,
      content_type: mimetype,
      cache_control: cacheControl,
      etag: eTag,
      metadata: object.user_metadata ?? {},
      last_modified: lastModified,
      created_at: object.created_at,
    });
  };
}
