const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** 1980-01-01 00:00 in the two DOS words (time, date) of a ZIP header. */
const EPOCH = 0x00210000;

/**
 * Sets the time of every entry of a ZIP archive (an .xlsx is one) to 1980-01-01, in place, so that the same content is
 * the same bytes whenever it is written. Throws a RangeError when `zip` has no end record.
 * Layout: PKWARE APPNOTE, 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (end record).
 */
export function withoutTimes(zip: Buffer): Buffer {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== END) end--;
  if (end < 0) throw new RangeError('not a ZIP archive: no end record');
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0 && zip.readUInt32LE(at) === ENTRY; left--) {
    zip.writeUInt32LE(EPOCH, at + 12);
    zip.writeUInt32LE(EPOCH, zip.readUInt32LE(at + 42) + 10);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return zip;
}
