import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { HalleError } from '../../../shared/errors.ts';
import type { TrainerContext } from '../../context.ts';

/**
 * Streams a file of Storage to `path` and hashes it on the way; `told` hears how much of it is here, 0 to 1.
 * Returns sha256 (hex) and size. A file that is gone is refused for good; any other trouble is thrown, to be tried
 * again.
 */
export async function download(
  { settings }: TrainerContext,
  bucket: string,
  name: string,
  path: string,
  signal: AbortSignal,
  told: (share: number) => void = () => undefined,
): Promise<{ sha256: string; bytes: number }> {
  const encoded = name.split('/').map(encodeURIComponent).join('/');
  const answer = await fetch(new URL(`/storage/v1/object/${bucket}/${encoded}`, settings.apiUrl), {
    headers: { apikey: settings.secretKey, authorization: `Bearer ${settings.secretKey}` },
    signal,
  });
  if (!answer.ok || !answer.body) {
    const text = (await answer.text()).slice(0, 200);
    if (answer.status === 404 || /not.?found/i.test(text)) {
      throw new HalleError('not_found', `The file ${name} is no longer in Storage: upload it again.`);
    }
    throw new Error(`Storage answered ${answer.status} for ${bucket}/${name}`);
  }
  const total = Number(answer.headers.get('content-length') ?? 0);
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      if (total > 0) told(Math.min(1, bytes / total));
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(answer.body as ReadableStream), count, createWriteStream(path), { signal });
  return { sha256: hash.digest('hex'), bytes };
}
