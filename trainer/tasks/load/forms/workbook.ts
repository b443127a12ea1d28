import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reading } from '../../../../shared/contracts/datasets.ts';
import { HalleError } from '../../../../shared/errors.ts';
import type { Kind } from '../columns.ts';
import type { OpenedFile, Piece } from '../piece.ts';
import type { Chunks, Count } from './byte-stream.ts';
import { HEADER_ROWS, type Header, HeaderSearch } from './header.ts';
import { layoutOf } from './layout.ts';
import { type Row, rowPieces } from './row-pieces.ts';
import { openSheets, type Sheet } from './sheets.ts';
import { SAMPLE_ROWS } from './text.ts';
import { unreadable } from './unreadable.ts';

/** Writes an upload to disk whole: for the forms whose directory stands at the end. */
export async function toDisk(chunks: Chunks, path: string): Promise<void> {
  await pipeline(Readable.from(chunks, { objectMode: false }), createWriteStream(path));
}

/**
 * Opens a workbook: all sheets, hidden ones too, whose first rows hold the columns of a kind, one after the other.
 * Streamed: only the workbook's different texts are kept in memory. Times stay the sheet's serial numbers.
 * Throws `unreadable_file` for what is no whole workbook and where sheets are of different kinds, `missing_columns`
 * where none is of any, the signal's reason when it is aborted.
 */
export async function openWorkbook(
  chunks: Chunks,
  to: {
    declaredKind: Kind | null;
    scratch: string;
    pieceBytes: number;
    read: Count;
    signal: AbortSignal;
  },
): Promise<OpenedFile> {
  const path = join(to.scratch, 'workbook.xlsx');
  await toDisk(chunks, path);
  const sheets = await whole(openSheets(path, to.signal), to.signal);
  const found: { sheet: Sheet; header: Header; sample: string[][] }[] = [];
  const search = new HeaderSearch();
  for (const sheet of sheets) {
    const rows = await whole(firstRows(sheet, HEADER_ROWS + SAMPLE_ROWS), to.signal);
    const header = search.find(rows);
    if (header) found.push({ sheet, header, sample: rows.slice(header.line) });
  }
  const [first] = found;
  if (!first) throw search.refusal(to.declaredKind);
  const { kind, line } = first.header;
  if (found.some(({ header }) => header.kind !== kind)) throw differentKinds(found);
  const layouts = found.map(({ header, sample }) => layoutOf(header, sample));
  const blocks = Math.max(...layouts.map((layout) => layout.blocks.length));
  const reading: Reading = {
    form: 'workbook',
    headerLine: line,
    sheets: found.map(({ sheet }) => sheet.name),
    ...(blocks > 1 ? { blocks } : {}),
  };

  async function* pieces(): AsyncGenerator<Piece, void, undefined> {
    for (const [i, { sheet, header }] of found.entries()) {
      const within = sheets.length > 1 ? `sheet ${sheet.name}` : '';
      const date = sheet.dates1904 ? datesOf(layouts[i]?.blocks ?? [0], header) : [];
      yield* rowPieces(dataRows(sheet, header.line, date, to.signal), layouts[i]!, {
        ...to,
        within,
        firstRow: header.line + 1,
        bytesRead: () => to.read.bytes,
      });
    }
    await rm(path, { force: true });
  }
  return { kind, reading, pieces: pieces() };
}

function datesOf(blocks: readonly number[], header: Header): number[] {
  return blocks.map((offset) => (header.columns.get('DATA') ?? 0) + offset);
}

/** A sheet's first rows by their place, the ones that it leaves out as empty ones. */
async function firstRows(sheet: Sheet, most: number): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { number, cells } of sheet.rows()) {
    if (number > most) break;
    while (rows.length < number - 1) rows.push([]);
    rows.push([...cells]);
  }
  return rows;
}

/** Days between the two calendars of workbooks, whose days are counted from 1900 and from 1904. */
const DAYS_TO_1904 = 1462;

/** A number as a sheet writes it; small and large ones with an exponent. */
const NUMBER = /^\d+(\.\d+)?(e[+-]?\d+)?$/i;

async function* dataRows(
  sheet: Sheet,
  after: number,
  dates1904: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<Row> {
  try {
    for await (const row of sheet.rows()) {
      if (row.number <= after) continue;
      for (const at of dates1904) {
        const cell = row.cells[at];
        if (cell && NUMBER.test(cell)) row.cells[at] = String(Number(cell) + DAYS_TO_1904);
      }
      yield row;
    }
  } catch (error) {
    throw refusalOf(error, signal);
  }
}

/** Whatever goes wrong inside a workbook, but not the disk or a cancelled load, is the workbook's fault. */
function refusalOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof HalleError) return error;
  if (error instanceof Error && 'syscall' in error) return error;
  return unreadable('it is not a whole workbook.');
}

async function whole<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw refusalOf(error, signal);
  }
}

function differentKinds(found: readonly { sheet: Sheet; header: Header }[]): HalleError {
  const sheets = found.map(({ sheet, header }) => ({ sheet: sheet.name, kind: header.kind }));
  const named = sheets.map(({ sheet, kind }) => `"${sheet}" (${kind})`).join(', ');
  return unreadable(`its sheets are of different kinds: ${named}. Save each in a file of its own.`, {
    sheets,
  });
}
