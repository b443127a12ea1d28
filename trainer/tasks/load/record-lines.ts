import { createReadStream } from 'node:fs';

/**
 * The line on which each of the wanted records begins. `records` counts from 0 after the header, ascending, blank lines
 * not counted, as DuckDB reads them. Lines count from 1 over the whole file, as an editor shows them.
 * One pass over the bytes; made only for a file with refused rows.
 */
export async function linesOfRecords(
  path: string,
  header: { line: number; delimiter: string },
  records: readonly number[],
): Promise<number[]> {
  const delimiter = header.delimiter.charCodeAt(0);
  const lines: number[] = [];
  let line = 1;
  let record = -1;
  let quoted = false;
  let cellBegins = true;
  let afterQuote = false;
  let length = 0;
  let next = 0;
  let beforeCarriage = false;
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = piece as Buffer;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      const skip = byte === 0x0a && beforeCarriage; // the second half of \r\n
      beforeCarriage = byte === 0x0d;
      if (skip) continue;
      if (byte === 0x0a || byte === 0x0d) {
        line++;
        if (!quoted) length = 0;
        cellBegins = !quoted;
        continue;
      }
      if (byte === 0x22 && (quoted || cellBegins)) quoted = !quoted;
      else if (byte === 0x22 && afterQuote) quoted = true; // a doubled quote inside a quoted cell
      afterQuote = byte === 0x22 && !quoted;
      cellBegins = byte === delimiter && !quoted;
      if (length++ === 0 && line > header.line) {
        record++;
        if (record === records[next]) {
          lines.push(line);
          if (++next === records.length) return lines;
        }
      }
    }
  }
  return lines;
}
