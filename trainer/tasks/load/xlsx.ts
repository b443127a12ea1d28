import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { HalleError } from '../../../shared/errors.ts';
import { attribute, readSharedStrings, rowsOfSheet, type SheetRow } from './xlsx-xml.ts';
import { openZip, type ZipParts } from './zip-parts.ts';

/**
 * Writes a workbook's first sheet to `target` as CSV, a row of the sheet a line, so that a line's number is the row's.
 * Streamed: only the workbook's different texts are kept in memory (`read-excel-file`, which holds whole sheets, took
 * 420 MB for 200,000 rows of 3 cells; a full sheet has five times as many). Times stay the sheet's serial numbers; line
 * breaks in cells become spaces. Throws `unreadable_file` for what is no whole workbook.
 */
export async function sheetAsCsv(path: string, target: string): Promise<void> {
  try {
    const parts = await openZip(path);
    const openStrings = parts.get('xl/sharedStrings.xml');
    const texts = openStrings ? await readSharedStrings(await openStrings()) : [];
    const sheet = parts.get(await firstSheet(parts));
    if (!sheet) throw new Error('no sheet');
    const lines = csvLines(rowsOfSheet(await sheet(), texts));
    await pipeline(Readable.from(lines), createWriteStream(target));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error;
    throw new HalleError('unreadable_file', 'The file cannot be read: it is not a whole workbook.');
  }
}

/** Where the first sheet in the workbook's order stands. */
async function firstSheet(parts: ZipParts): Promise<string> {
  const read = async (name: string) => {
    const part = parts.get(name);
    return part ? text(await part()) : '';
  };
  const sheet = /<(?:\w+:)?sheet\b([^>]*)>/.exec(await read('xl/workbook.xml'))?.[1] ?? '';
  const id = attribute(sheet, '(?:\\w+:)?id');
  for (const relation of (await read('xl/_rels/workbook.xml.rels')).matchAll(/<Relationship\b([^>]*)>/g)) {
    if (attribute(relation[1] ?? '', 'Id') !== id) continue;
    const place = attribute(relation[1] ?? '', 'Target') ?? '';
    return place.startsWith('/') ? place.slice(1) : `xl/${place}`;
  }
  return 'xl/worksheets/sheet1.xml';
}

/** Lines of CSV; a row is filled up to the widest so far, so that a blank last cell is no missing one. */
async function* csvLines(rows: AsyncIterable<SheetRow>): AsyncGenerator<string> {
  let line = 0;
  let width = 1;
  let batch: string[] = [];
  for await (const { number, cells } of rows) {
    width = Math.max(width, cells.length);
    for (; ++line < number;) batch.push(`${','.repeat(width - 1)}\n`);
    batch.push(`${cells.map(csvCell).join(',')}${','.repeat(width - cells.length)}\n`);
    if (batch.length >= 2000) {
      yield batch.join('');
      batch = [];
    }
  }
  yield batch.join('');
}

function csvCell(value: string): string {
  const text = /[\r\n]/.test(value) ? value.replace(/[\r\n]+/g, ' ') : value;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
