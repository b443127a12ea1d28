import { HalleError } from '../../../shared/errors.ts';
import { type Kind, kindOfColumns, KINDS, normalizeColumn, OPTIONAL, REQUIRED } from './columns.ts';

export interface Header {
  delimiter: string;
  /** Line of the header, counted from 1; data begins on the next. */
  line: number;
  /** Cells of the header line, also the blank ones: a data row has as many. */
  width: number;
  /** Where each wanted column stands, counted from 0. */
  columns: ReadonlyMap<string, number>;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** How many lines are searched for the header. */
export const HEADER_LINES = 20;

/**
 * Finds the header in a file's first lines: the first line that, split at one of the delimiters, names all columns of
 * the kind, in any case and order. Lines above it, blank or `Unnamed: n` cells, are passed over.
 * Throws `missing_columns` with the columns that are missing and, when it can be told, the kind that the file looks
 * like; `empty_file` when there is nothing to read.
 */
export function findHeader(lines: readonly string[], kind: Kind): Header {
  let best: { columns: Set<string>; matches: number } = { columns: new Set(), matches: 0 };
  let filled = false;
  for (const [index, line] of lines.slice(0, HEADER_LINES).entries()) {
    if (/[^\s,;|\ufeff]/.test(line)) filled = true;
    for (const delimiter of DELIMITERS) {
      const cells = splitLine(line, delimiter).map(normalizeColumn);
      const columns = new Set(cells);
      const looksLike = kindOfColumns(columns);
      if (looksLike === kind) return header(cells, delimiter, index + 1, kind);
      const matches = known(columns);
      if (matches > best.matches) best = { columns, matches };
    }
  }
  if (!filled) throw new HalleError('empty_file', 'The file is empty: it holds no header and no rows.');
  throw missingColumns(best.columns, kind);
}

function header(cells: string[], delimiter: string, line: number, kind: Kind): Header {
  const columns = new Map<string, number>();
  for (const name of [...REQUIRED[kind], ...OPTIONAL[kind]]) {
    const at = cells.indexOf(name);
    if (at >= 0) columns.set(name, at);
  }
  return { delimiter, line, width: cells.length, columns };
}

function known(columns: ReadonlySet<string>): number {
  return Math.max(...KINDS.map((kind) => REQUIRED[kind].filter((name) => columns.has(name)).length));
}

function missingColumns(found: ReadonlySet<string>, kind: Kind): HalleError {
  const missing = REQUIRED[kind].filter((name) => !found.has(name));
  const looksLike = kindOfColumns(found);
  const hint = looksLike ? ` It looks like a ${looksLike} file: put it under ${looksLike}.` : '';
  const what =
    missing.length === 0
      ? `This is not a ${kind} file.`
      : missing.length === REQUIRED[kind].length
        ? `This is not a ${kind} file: none of its columns (${missing.join(', ')}) is in the first ${HEADER_LINES} lines.`
        : `This is not a ${kind} file: ${missing.length === 1 ? 'the column' : 'the columns'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`;
  return new HalleError('missing_columns', what + hint, {
    missing,
    kind,
    ...(looksLike ? { looksLike } : {}),
  });
}

/** Cells of one line; a cell in double quotes may hold the delimiter, and a doubled quote is one quote. */
export function splitLine(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (line[i + 1] === '"') cell += line[++i];
      else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === delimiter) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  cells.push(cell);
  return cells;
}
