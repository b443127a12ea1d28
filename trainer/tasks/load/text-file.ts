import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HalleError } from '../../../shared/errors.ts';

export type FileForm = 'text' | 'xlsx';
const HEAD = 65_536;

/** The first bytes of a file. */
export async function readHead(path: string, bytes = HEAD): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Tells from name and first bytes how a file is to be read. Throws `unreadable_file` for what is neither text nor a
 * workbook, and for a workbook under the name of a text file, and `empty_file` for no bytes.
 */
export function fileForm(name: string, head: Buffer): FileForm {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (head.length === 0) throw new HalleError('empty_file', 'The file is empty: it has no bytes.');
  const zip = head.subarray(0, 4).equals(Buffer.from('PK\x03\x04'));
  if (zip && ending === 'xlsx') return 'xlsx';
  const unreadable = (why: string) => new HalleError('unreadable_file', `The file cannot be read: ${why}`);
  if (zip)
    throw unreadable(
      `it is a workbook or an archive under the name of a ${ending || 'text'} file. Give a workbook the ending .xlsx.`,
    );
  if (ending === 'xlsx') throw unreadable('it is not a workbook, though its name ends in .xlsx.');
  if (head.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) {
    throw unreadable('it is a workbook of the old form. Save it as .xlsx or .csv.');
  }
  const utf16 = head[0] === 0xff && head[1] === 0xfe;
  if (!utf16 && head.includes(0)) throw unreadable('it is binary, not text.');
  return 'text';
}

/**
 * Makes sure that a text file is UTF-8 without a byte-order mark for everything after. Valid UTF-8 is left as it is;
 * else the file is written anew to `target` from Latin-1 (as Windows has it) or UTF-16. Also tells whether a double
 * quote occurs anywhere, without which no cell can hold a line break.
 */
export async function asUtf8(path: string, target: string): Promise<{ path: string; quotes: boolean }> {
  const { encoding, quotes } = await detectEncoding(path);
  if (encoding === 'utf-8') return { path, quotes };
  const decoder = new TextDecoder(encoding);
  const decode = new Transform({
    transform: (chunk: Uint8Array, _encoding, done) => done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), decode, createWriteStream(target));
  return { path: target, quotes };
}

async function detectEncoding(
  path: string,
): Promise<{ encoding: 'utf-8' | 'utf-16le' | 'windows-1252'; quotes: boolean }> {
  let carry = Buffer.alloc(0);
  let first = true;
  let utf8 = true;
  let quotes = false;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = piece as Buffer;
    if (first && bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', quotes: true };
    first = false;
    quotes ||= bytes.includes(0x22);
    if (!utf8) continue;
    const joined = Buffer.concat([carry, bytes]);
    const whole = wholeCharacters(joined);
    utf8 = isUtf8(joined.subarray(0, whole));
    carry = joined.subarray(whole);
  }
  return { encoding: utf8 && isUtf8(carry) ? 'utf-8' : 'windows-1252', quotes };
}

/** Bytes up to the begin of a character that the buffer's end may have cut (a UTF-8 character has at most 4 bytes). */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.length - back;
    if (byte < 0x80) return bytes.length;
  }
  return bytes.length;
}
