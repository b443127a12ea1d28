import { addAbortSignal, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { refuseBomb } from './packing.ts';
import { unreadable } from './unreadable.ts';

/** Bytes that come one chunk after the other. */
export type Chunks = AsyncGenerator<Buffer, void, undefined>;

/** How much of an upload has been read so far. */
export interface Count {
  bytes: number;
}

/** The chunks of a stream, counted as they are read. Ends with the signal's error when it is aborted. */
export async function* countedChunks(stream: Readable, count: Count, signal: AbortSignal): Chunks {
  addAbortSignal(signal, stream);
  for await (const chunk of stream) {
    signal.throwIfAborted();
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array);
    count.bytes += bytes.length;
    yield bytes;
  }
}

/** Reads the first `want` bytes, fewer when there are no more, and gives them again with all that follow. */
export async function peek(
  chunks: Chunks,
  want: number,
): Promise<{ head: Buffer; all: Chunks; whole: boolean }> {
  const parts: Buffer[] = [];
  let length = 0;
  let whole = false;
  while (length < want && !whole) {
    const next = await chunks.next();
    if (next.done) whole = true;
    else {
      parts.push(next.value);
      length += next.value.length;
    }
  }
  const head = Buffer.concat(parts);
  return { head, all: startingWith(head, chunks), whole };
}

/** `head` and then the chunks; closes them when it is closed itself. */
export async function* startingWith(head: Buffer, chunks: Chunks): Chunks {
  try {
    if (head.length > 0) yield head;
    yield* chunks;
  } finally {
    await chunks.return();
  }
}

/** What is packed in gzip. Throws `unreadable_file` where the packing is cut or broken, or holds implausibly much. */
export async function* unpacked(chunks: Chunks): Chunks {
  const packed = Readable.from(chunks, { objectMode: false });
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  packed.on('error', (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  try {
    let bytes = 0;
    for await (const chunk of gunzip) {
      bytes += (chunk as Buffer).length;
      refuseBomb(gunzip.bytesWritten, bytes);
      yield chunk as Buffer;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw unreadable('its gzip packing is cut or broken.');
    throw error;
  } finally {
    packed.destroy();
  }
}
