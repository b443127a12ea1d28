import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reading } from '../../../../shared/contracts/datasets.ts';
import type { Kind } from '../columns.ts';
import { type Duck, literal } from '../duck.ts';
import type { OpenedFile, Piece } from '../piece.ts';
import type { Chunks, Count } from './byte-stream.ts';
import { HeaderSearch } from './header.ts';
import { type Layout, layoutOf } from './layout.ts';
import { recordsSql } from './records-sql.ts';
import { SAMPLE_ROWS } from './text.ts';
import { unreadable } from './unreadable.ts';
import { toDisk } from './workbook.ts';

interface Column {
  column_name: string;
  column_type: string;
}

/** About what a row of the plant's files takes as text: so a piece has as many rows as one of text. */
const ROW_BYTES = 64;

/**
 * Opens a Parquet file, whatever the types of its columns, in pieces of a range of rows. Places are rows, from 1.
 * Throws `unreadable_file` where it is cut, `missing_columns` where it is of no kind.
 */
export async function openParquet(
  chunks: Chunks,
  duck: Duck,
  to: { declaredKind: Kind | null; scratch: string; pieceBytes: number; read: Count },
): Promise<OpenedFile> {
  const path = join(to.scratch, 'upload.parquet');
  await toDisk(chunks, path);
  const file = `read_parquet(${literal(path)}, file_row_number = true, binary_as_string = true)`;
  const all = await readable(duck.rows<Column>(`describe from ${file}`));
  const columns = all.filter(({ column_name: name }) => name !== 'file_row_number');
  const { rows: total } = await readable(
    duck.row<{ rows: string }>(`select count(*)::varchar as rows from ${file}`),
  );
  const search = new HeaderSearch();
  const header = search.find([columns.map(({ column_name: name }) => name)]);
  if (!header) throw search.refusal(to.declaredKind);
  const texts = columns.map(textSql);
  const cells = texts.map((text, i) => `${text} as c${i}`).join(', ');
  const sampled = await readable(
    duck.rows<Record<string, string>>(`select ${cells} from ${file} limit ${SAMPLE_ROWS}`),
  );
  const sample = sampled.map((row) => columns.map((_, i) => row[`c${i}`] ?? ''));
  const layout = layoutOf(header, sample);
  const reading: Reading = { form: 'parquet' };
  if (layout.blocks.length > 1) reading.blocks = layout.blocks.length;
  const step = Math.max(1, Math.floor(to.pieceBytes / ROW_BYTES));

  async function* pieces(): AsyncGenerator<Piece, void, undefined> {
    for (let from = 0; from < Number(total); from += step) {
      const range = `file_row_number >= ${from} and file_row_number < ${from + step}`;
      yield parquetPiece(
        layout,
        `(select ${wantedCells(layout, texts)} from ${file} where ${range})`,
        from,
        async () => {
          if (from + step >= Number(total)) await rm(path, { force: true });
        },
      );
    }
  }
  return { kind: layout.kind, reading, pieces: pieces() };

  function parquetPiece(of: Layout, from: string, firstRow: number, release: () => Promise<void>): Piece {
    const blocks = of.blocks.length;
    return {
      sql: recordsSql(of, from),
      bytesRead: to.read.bytes,
      locate: async (records) =>
        records.map((record) => ({
          line: firstRow + Math.floor(record / blocks) + 1,
          within: record % blocks > 0 ? `block ${(record % blocks) + 1}` : '',
        })),
      release,
    };
  }
}

/** The wanted columns as `c0`, `c1`, …; all others, as the one that names an employee, are never read. */
function wantedCells(layout: Layout, texts: readonly string[]): string {
  const places = [...layout.columns.values()];
  const wanted = new Set(layout.blocks.flatMap((offset) => places.map((place) => place + offset)));
  const cells = Array.from(
    { length: layout.width + 1 },
    (_, i) => `${wanted.has(i) ? texts[i] : `''`} as c${i}`,
  );
  return cells.join(', ');
}

/** A column as text: times as the plant writes them, whole numbers without a fraction, what is missing as ''. */
function textSql({ column_name: name, column_type: type }: Column): string {
  const column = `"${name.replaceAll('"', '""')}"`;
  if (type.startsWith('TIMESTAMP'))
    return `coalesce(strftime(${column}::timestamp, '%Y-%m-%d %H:%M:%S.%f'), '')`;
  if (type === 'DOUBLE' || type === 'FLOAT') {
    return `case when ${column} is null or isnan(${column}) then ''
      when abs(${column}) < 1e15 and ${column} = trunc(${column}) then ${column}::bigint::varchar
      else ${column}::varchar end`;
  }
  return `coalesce(${column}::varchar, '')`;
}

/** A file that DuckDB cannot read at all is cut or broken. */
async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch {
    throw unreadable('it is not a whole Parquet file.');
  }
}
