import { crc32, deflateRawSync } from 'node:zlib';

const NONE = 0xffffffff;
const NO_END = Buffer.from(`504b050600000000${'ff'.repeat(12)}0000`, 'hex');

/** The end of a directory in its 64-bit form, and where it is found. */
function wideEnd(entries: number, length: number, at: number): Buffer {
  const end = Buffer.alloc(76);
  end.write('PK\x06\x06', 0);
  end.writeBigUInt64LE(44n, 4);
  for (const [i, value] of [entries, entries, length, at].entries())
    end.writeBigUInt64LE(BigInt(value), 24 + 8 * i);
  end.write('PK\x06\x07', 56);
  end.writeBigUInt64LE(BigInt(at + length), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

/**
 * A ZIP file of texts, deflated or `stored`: for workbooks as no library at hand writes them. `zip64`: with the sizes,
 * places and counts in the fields for files beyond 4 GB.
 */
export function zip(
  parts: Readonly<Record<string, string | Buffer>>,
  { stored = false, zip64 = false }: { stored?: boolean; zip64?: boolean } = {},
): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const content = typeof text === 'string' ? Buffer.from(text) : text;
    const packed = stored ? content : deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(stored ? 0 : 8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(zip64 ? NONE : at, 10);
    const wide = Buffer.alloc(zip64 ? 28 : 0);
    if (zip64) {
      wide.writeUInt32LE(1 | (24 << 16), 0);
      for (const [i, value] of [content.length, packed.length, at].entries())
        wide.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
      common.fill(0xff, 14, 22);
      common.writeUInt16LE(wide.length, 24);
    }
    entries.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name), wide]));
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  if (zip64)
    return Buffer.concat([...locals, directory, wideEnd(entries.length, directory.length, at), NO_END]);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}
