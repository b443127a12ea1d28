import { readFileSync } from 'node:fs';

/** Width and height of a WebP file as Chromium writes it. @throws when it is none, or not there */
export function pictureSize(path: string): { width: number; height: number } {
  const file = readFileSync(path);
  const form = file.toString('latin1', 12, 16);
  if (file.toString('latin1', 8, 12) === 'WEBP') {
    // 14 bits each, after the frame's start code; or in the extended header, less one.
    if (form === 'VP8 ')
      return { width: file.readUInt16LE(26) & 0x3fff, height: file.readUInt16LE(28) & 0x3fff };
    if (form === 'VP8X') return { width: file.readUIntLE(24, 3) + 1, height: file.readUIntLE(27, 3) + 1 };
  }
  throw new Error(`${path} is no WebP picture`);
}
