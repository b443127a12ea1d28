import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readSheet, type SheetData } from 'read-excel-file/node';
import { HalleError } from '../../../shared/errors.ts';

/**
 * Writes a workbook's first sheet to `target` as CSV, a row of the sheet a line, so that a line's number is the row's.
 * Times become ISO text (the sheet's clock is the plant's), line breaks in cells become spaces.
 */
export async function sheetAsCsv(path: string, target: string): Promise<void> {
  let rows: SheetData;
  try {
    rows = (await readSheet(path)) as SheetData;
  } catch {
    throw new HalleError('unreadable_file', 'The file cannot be read: it is not a whole workbook.');
  }
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  function* lines() {
    for (const row of rows) {
      const cells = Array.from({ length: width }, (_, i) => csvCell(row[i]));
      yield `${cells.join(',')}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(target));
}

function csvCell(value: SheetData[number][number] | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().replace('T', ' ').replace('Z', '');
  const text = String(value).replace(/[\r\n]+/g, ' ');
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
