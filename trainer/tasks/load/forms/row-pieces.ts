import type { Piece } from '../piece.ts';
import type { Layout } from './layout.ts';
import { type PieceFile, PieceFiles } from './piece-files.ts';
import { textPiece } from './text-piece.ts';

/** A row of a sheet or an object of a JSON file, counted from 1. */
export interface Row {
  number: number;
  cells: readonly string[];
}

const DELIMITER = ',';
/** Characters that are gathered before they are written. */
const BATCH = 1 << 20;

/** Rows as pieces of text, one a line; rows that the file leaves out become empty lines, so that a line is a row. */
export async function* rowPieces(
  rows: AsyncIterable<Row>,
  layout: Layout,
  to: { scratch: string; pieceBytes: number; within: string; firstRow: number; bytesRead: () => number },
): AsyncGenerator<Piece, void, undefined> {
  const files = new PieceFiles(to.scratch, to.pieceBytes, to.firstRow);
  const piece = (file: PieceFile) =>
    textPiece(file, layout, {
      delimiter: DELIMITER,
      rows: true,
      within: to.within,
      bytesRead: to.bytesRead(),
    });
  const batchSize = Math.min(BATCH, to.pieceBytes);
  let next = to.firstRow;
  let written = to.firstRow;
  let batch = '';
  let breaks = false;
  const write = async () => {
    const bytes = Buffer.from(batch);
    const file = await files.write([bytes], { lines: next - written, quotes: true, breaks });
    batch = '';
    breaks = false;
    written = next;
    return file && piece(file);
  };
  try {
    for await (const { number, cells } of rows) {
      if (next < number) {
        batch += '\n'.repeat(number - next);
        next = number;
      }
      const line = csvLine(cells, layout.width);
      breaks ||= line.includes('\n') || line.includes('\r');
      batch += `${line}\n`;
      next++;
      if (batch.length < batchSize) continue;
      const whole = await write();
      if (whole) yield whole;
    }
    if (batch) {
      const whole = await write();
      if (whole) yield whole;
    }
    const file = await files.end();
    if (file) yield piece(file);
  } finally {
    await files.close();
  }
}

const SPECIAL = /[",\r\n]/;

/** A line of CSV, filled up with blank cells: a sheet does not write them. '' for a row without content. */
function csvLine(cells: readonly string[], width: number): string {
  let line = '';
  let filled = false;
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i] ?? '';
    if (cell !== '') filled = true;
    if (i > 0) line += DELIMITER;
    line += SPECIAL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
  if (!filled) return '';
  return cells.length < width ? line + DELIMITER.repeat(width - cells.length) : line;
}
