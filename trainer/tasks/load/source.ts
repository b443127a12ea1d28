import { literal } from './duck.ts';
import { type Kind, OPTIONAL, REQUIRED } from './columns.ts';
import { trimSql } from './expressions.ts';
import type { Header } from './header.ts';

/** A text file with its header found: UTF-8, one record a line unless a quoted cell holds a line break. */
export interface Source {
  path: string;
  kind: Kind;
  header: Header;
  /** Quoted line breaks occur: the file is then read by one thread. */
  multiline: boolean;
}

/** Never in a file: so an empty cell is '' and only a cell that its row lacks is null. */
const NO_NULL = 'chr(2)';

/** The name in SQL of a column's text as it stands in the file. */
export function raw(column: string): string {
  return `raw_${column.toLowerCase()}`;
}

/**
 * The records of a file as SQL: the wanted columns, trimmed, as `raw_…` (a column that the file lacks is
 * ''), and `columns_ok`, false where a row has fewer or more cells than the header, and `blank`.
 * `USUARIO` and other columns are not even selected.
 */
export function recordsSql({ path, kind, header, multiline }: Source): string {
  const last = header.width - 1;
  const columns = Array.from({ length: header.width + 1 }, (_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  const reader = `read_csv(${literal(path)}, auto_detect = false, columns = {${columns}},
    delim = ${literal(header.delimiter)}, quote = '"', escape = '"', header = false, skip = ${header.line},
    nullstr = ${NO_NULL}, null_padding = true, strict_mode = false, parallel = ${!multiline}, max_line_size = 10000000)`;
  const wanted = [...REQUIRED[kind], ...OPTIONAL[kind]].map((name) => {
    const at = header.columns.get(name);
    return `${at === undefined ? `''` : trimSql(`coalesce(c${at}, '')`)} as ${raw(name)}`;
  });
  const cells = Array.from({ length: header.width + 1 }, (_, i) => `coalesce(c${i}, '')`).join(' || ');
  return `select ${wanted.join(', ')},
      c${last} is not null and coalesce(c${last + 1}, '') = '' as columns_ok,
      case when raw_knr = '' then trim(${cells}) = '' else false end as blank
    from ${reader}`;
}
