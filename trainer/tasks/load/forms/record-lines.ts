import { createReadStream } from 'node:fs';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/**
 * The line on which each of the wanted records of a piece begins, counted from 1 at the piece's begin. `records` counts
 * from 0 without blank lines, as DuckDB reads them, ascending; the same one may come several times. Where `rows`, a line
 * break inside a quoted cell begins no line: so stand the rows of sheets.
 * One pass over the bytes; made only for a piece with refused rows.
 */
export async function linesOfRecords(
  path: string,
  records: readonly number[],
  rows: boolean,
): Promise<number[]> {
  const lines: number[] = [];
  let line = 1;
  let record = -1;
  let quoted = false;
  let length = 0;
  let next = 0;
  let afterCarriage = false;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Buffer;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (byte === LF || byte === CR) {
        const second = byte === LF && afterCarriage;
        afterCarriage = byte === CR;
        if (second) continue;
        if (!quoted) length = 0;
        if (!quoted || !rows) line++;
        continue;
      }
      afterCarriage = false;
      // Quotes are settled: inside a quoted cell they come in pairs, and stand nowhere else.
      if (byte === QUOTE) quoted = !quoted;
      if (length++ > 0) continue;
      record++;
      while (record === records[next]) {
        lines.push(line);
        next++;
      }
      if (next === records.length) return lines;
    }
  }
  return lines;
}
