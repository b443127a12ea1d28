import { crc32 } from 'node:zlib';
import yauzl, { type Entry } from 'yauzl';
import { refuseBomb, refuseParts } from './packing.ts';

/** What a part of a ZIP file holds, unpacked while it is read. Throws where it is cut or broken, or on abort. */
export type Part = () => AsyncGenerator<Buffer, void, undefined>;

/** The parts of a ZIP file. */
export interface ZipParts {
  /** The names as they stand in the file. */
  names: readonly string[];
  /** Names are the same in any case, as workbooks have it. */
  get: (name: string) => Part | undefined;
}

/**
 * Reads the directory of a ZIP file. Throws when the file is cut or no ZIP; the signal's reason when it is aborted;
 * `unreadable_file` when its parts are implausibly many or large: the library holds each to the size that is told here.
 */
export async function openZip(path: string, signal: AbortSignal): Promise<ZipParts> {
  // Names are not looked at as paths: nothing is written to disk under them.
  const zip = await yauzl.openPromise(path, { decodeStrings: false });
  const entries = new Map<string, { name: string; part: Part }>();
  const size = { packed: 0, unpacked: 0 };
  refuseParts(zip.entryCount);
  for await (const entry of zip.eachEntry()) {
    signal.throwIfAborted();
    size.packed += entry.compressedSize;
    size.unpacked += entry.uncompressedSize;
    refuseBomb(size.packed, size.unpacked);
    const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry;
    const raw = yauzl.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
    const name = raw.replace(/^\/+/, '');
    entries.set(name.toLowerCase(), { name, part: () => contentOf(path, entry, signal) });
  }
  return {
    names: [...entries.values()].map(({ name }) => name),
    get: (name) => entries.get(name.toLowerCase())?.part,
  };
}

/** Each part opens the file for itself, so that nobody has to close it when the last one is read. */
async function* contentOf(path: string, entry: Entry, signal: AbortSignal): ReturnType<Part> {
  const zip = await yauzl.openPromise(path, { autoClose: false });
  const content = await zip.openReadStreamPromise(entry).finally(() => zip.close());
  let sum = 0;
  for await (const chunk of content) {
    signal.throwIfAborted();
    sum = crc32(chunk as Buffer, sum);
    yield chunk as Buffer;
  }
  // The library leaves this to its user: a digit that tipped over in a stored part is seen by nothing else.
  if (sum !== entry.crc32) throw new Error('a part is not what was packed');
}
