import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { HalleError } from '../../shared/errors.ts';
import type { TrainerContext } from '../context.ts';

/**
 * Opens a file of Storage as a stream. An upload that is gone is refused for good; any other trouble is thrown, to be
 * tried again. `size` is 0 where Storage does not tell it.
 */
export async function openDownload(
  { settings }: TrainerContext,
  bucket: string,
  name: string,
  signal: AbortSignal,
): Promise<{ bytes: Readable; size: number }> {
  // The `=` of the lake's folders as it is: not every server takes `%3D` for it.
  const encoded = encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%3D', '=');
  const answer = await fetch(new URL(`/storage/v1/object/${bucket}/${encoded}`, settings.apiUrl), {
    headers: { apikey: settings.secretKey, authorization: `Bearer ${settings.secretKey}` },
    signal,
  });
  if (!answer.ok || !answer.body) {
    const text = (await answer.text()).slice(0, 200);
    if (bucket === 'uploads' && (answer.status === 404 || /not.?found/i.test(text))) {
      throw new HalleError('not_found', `The file ${name} is no longer in Storage: upload it again.`);
    }
    throw new Error(`Storage answered ${answer.status} for ${bucket}/${name}`);
  }
  return {
    bytes: Readable.fromWeb(answer.body as ReadableStream),
    size: Number(answer.headers.get('content-length') ?? 0),
  };
}

/** Brings a file of Storage to `path`. */
export async function download(
  context: TrainerContext,
  bucket: string,
  name: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { bytes } = await openDownload(context, bucket, name, signal);
  await pipeline(bytes, createWriteStream(path), { signal });
}
