import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** The parts of a ZIP file by name; each opens as a stream of its content. */
export type ZipParts = ReadonlyMap<string, () => Promise<Readable>>;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_LENGTH = 22;
const MAX_COMMENT = 65_535;

/**
 * Reads the directory at the end of a ZIP file (PKWARE's APPNOTE 4.3; without its 64-bit form, which begins at 4 GB).
 * Throws when the file is cut or no ZIP.
 */
export async function openZip(path: string): Promise<ZipParts> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tailLength = Math.min(size, END_LENGTH + MAX_COMMENT);
    const tail = Buffer.alloc(tailLength);
    await file.read(tail, 0, tailLength, size - tailLength);
    let end = tailLength - END_LENGTH;
    while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
    if (end < 0) throw new Error('no directory');
    const directory = Buffer.alloc(tail.readUInt32LE(end + 12));
    await file.read(directory, 0, directory.length, tail.readUInt32LE(end + 16));
    const parts = new Map<string, () => Promise<Readable>>();
    for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY;) {
      const method = directory.readUInt16LE(at + 10);
      const packed = directory.readUInt32LE(at + 20);
      const nameLength = directory.readUInt16LE(at + 28);
      const header = directory.readUInt32LE(at + 42);
      const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
      parts.set(name, () => openPart(path, { method, packed, header }));
      at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    }
    return parts;
  } finally {
    await file.close();
  }
}

async function openPart(
  path: string,
  part: { method: number; packed: number; header: number },
): Promise<Readable> {
  if (part.method !== 0 && part.method !== 8) throw new Error(`unknown packing ${part.method}`);
  const file = await open(path);
  const local = Buffer.alloc(30);
  await file.read(local, 0, 30, part.header);
  await file.close();
  const start = part.header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = createReadStream(path, {
    start,
    end: Math.max(start, start + part.packed - 1),
    highWaterMark: 1 << 18,
  });
  if (part.method === 0) return packed;
  const content = createInflateRaw({ chunkSize: 1 << 18 });
  packed.on('error', (error) => content.destroy(error));
  content.on('close', () => packed.destroy());
  return packed.pipe(content);
}
