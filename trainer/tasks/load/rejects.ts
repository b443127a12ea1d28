import { appendFile, writeFile } from 'node:fs/promises';
import type { Duck } from './duck.ts';
import type { Piece } from './piece.ts';

interface Refused {
  record: number;
  column: string;
  value: string;
  reason: string;
}

/** As many refused rows are told one by one; a file that is wrong from top to bottom would fill the disk with them. */
const TOLD = 200_000;

/**
 * The refused rows of a file as CSV: line in the file, column, value, reason. Only the wrong value is told, never the
 * row: it names an employee.
 */
export class RejectsFile {
  readonly path: string;
  #told = 0;

  constructor(path: string) {
    this.path = path;
  }

  /** Adds the refused ones of a piece's staged `rows`. */
  async add(duck: Duck, piece: Piece, rows: string): Promise<void> {
    if (this.#told === 0) await writeFile(this.path, 'line,column,value,reason\n');
    const refused = await duck.rows<Refused>(
      `select file_row_number::double as record, column_refused as "column", value_refused as value, reason
       from ${rows} where refusal > 0 order by file_row_number limit ${Math.max(0, TOLD - this.#told)}`,
    );
    const places = await piece.locate(refused.map((row) => row.record));
    const lines = refused.map(({ column, value, reason }, i) => {
      const { line, within } = places[i] ?? { line: '', within: '' };
      return `${line},${cell(within ? `${column} (${within})` : column)},${cell(value)},${cell(reason)}\n`;
    });
    await appendFile(this.path, lines.join(''));
    this.#told += refused.length;
  }

  /** Says how many more rows were refused than are told. */
  async close(refused: number): Promise<void> {
    if (refused > this.#told) await appendFile(this.path, `,,,and ${refused - this.#told} more rows\n`);
  }
}

function cell(text: string): string {
  // A value that a spreadsheet would run as a formula is told with a quote before it.
  const safe = /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
