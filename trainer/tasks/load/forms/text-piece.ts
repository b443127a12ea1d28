import type { Piece, Place } from '../piece.ts';
import { literal } from '../duck.ts';
import type { Layout } from './layout.ts';
import type { PieceFile } from './piece-files.ts';
import { linesOfRecords } from './record-lines.ts';
import { cellNames, recordsSql } from './records-sql.ts';

/** DuckDB's own bound; it reads in steps of 16 times as much, so that a larger one keeps its threads idle. */
const LINE_BYTES = 2_097_152;
/** Never in a file: so an empty cell is '' and only a cell that its row lacks is null. */
const NO_NULL = 'chr(2)';

/**
 * A piece file as a piece. `rows`: its records stand in rows of a sheet or elements, so that line breaks inside cells do
 * not count; `within` is told of every place.
 */
export function textPiece(
  file: PieceFile,
  layout: Layout,
  of: { delimiter: string; rows?: boolean; within?: string; bytesRead: number },
): Piece {
  const columns = cellNames(layout).map((name) => `'${name}': 'VARCHAR'`);
  const quote = file.quotes ? `'"'` : `''`;
  const reader = `read_csv(${literal(file.path)}, auto_detect = false, columns = {${columns.join(', ')}},
    delim = ${literal(of.delimiter)}, quote = ${quote}, escape = ${quote}, header = false, nullstr = ${NO_NULL},
    null_padding = true, strict_mode = false, parallel = ${!file.breaks}, max_line_size = ${LINE_BYTES})`;
  const blocks = layout.blocks.length;
  return {
    sql: recordsSql(layout, reader),
    bytesRead: of.bytesRead,
    async locate(records) {
      const rows = records.map((record) => Math.floor(record / blocks));
      const lines = await linesOfRecords(file.path, rows, of.rows ?? false);
      return records.map((record, i): Place => {
        const parts = [of.within ?? '', record % blocks > 0 ? `block ${(record % blocks) + 1}` : ''];
        return { line: file.firstLine - 1 + (lines[i] ?? 0), within: parts.filter(Boolean).join(', ') };
      });
    },
    release: file.release,
  };
}
