import type { Context } from 'hono';
import { uploadOutcome } from '../lite/storage-files.ts';
import { readUploadForm } from './multipart.ts';
import { type Forward, storageError } from './storage-error.ts';

/** Letters, digits and the signs that S3 is safe with, as storage-api checks it; no accents, no backslash. */
const VALID_KEY = /^(\w|\/|!|-|\.|\*|'|\(|\)| |&|\$|@|=|;|:|\+|,|\?)*$/;

/**
 * Uploads, by POST and PUT, plain and by signed link. Real behaviour where lite differs:
 * - a `File` or `Blob` arrives as multipart, the file in the field ''; lite answers 400 or stores the multipart text.
 *   It becomes a raw body, streamed; `cacheControl` of the form becomes the header.
 * - a name with other than the valid signs is refused; lite takes it.
 * - a file over the bucket's limit is refused while it arrives, also when no length was announced.
 */
export function uploadObject(forward: Forward): (c: Context) => Promise<Response> {
  return async function uploadObject(c) {
    const key = c.req.path
      .split('/')
      .slice(c.req.path.includes('/upload/sign/') ? 7 : 5)
      .join('/');
    if (!VALID_KEY.test(decodeURIComponent(key)))
      return storageError(c, 400, 'InvalidKey', `Invalid key: ${key}`);

    let request = c.req.raw;
    const type = request.headers.get('content-type') ?? '';
    if (type.startsWith('multipart/form-data') && request.body) {
      const form = await readUploadForm(type, request.body).catch(() => null);
      if (!form) return storageError(c, 400, 'InvalidRequest', 'The form holds no file');
      const headers = new Headers(request.headers);
      headers.set('content-type', form.contentType);
      headers.delete('content-length'); // that of the form, not of the file
      const seconds = form.fields.get('cacheControl');
      if (seconds) headers.set('cache-control', `max-age=${seconds}`);
      const init = { method: request.method, headers, body: form.body, duplex: 'half' };
      request = new Request(request.url, init);
    }
    const outcome = { tooLarge: false };
    const answer = await uploadOutcome.run(outcome, () => forward(request));
    if (!outcome.tooLarge) return answer;
    return storageError(c, 413, 'Payload too large', 'The object exceeded the maximum allowed size');
  };
}
