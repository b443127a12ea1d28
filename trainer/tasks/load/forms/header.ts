import { HalleError } from '../../../../shared/errors.ts';
import { type Kind, kindOfColumns, KINDS, normalizeColumn, OPTIONAL, REQUIRED } from '../columns.ts';

/** Where a kind's columns stand in the rows of a file. */
export interface Header {
  kind: Kind;
  /** Row of the header, counted from 1; data begins on the next. */
  line: number;
  /** The header's cells as names of columns, `KNR.1` as it stands; '' where blank. */
  cells: readonly string[];
  /** Where each wanted column stands, counted from 0. */
  columns: ReadonlyMap<string, number>;
}

/** How many rows are searched for the header. */
export const HEADER_ROWS = 20;

/** The names that a file may use for a column: `S GROUP ID` and `s_group_id ` are `S_GROUP_ID`. */
const NAMES = new Map(
  KINDS.flatMap((kind) => [...REQUIRED[kind], ...OPTIONAL[kind]]).map((name) => [bare(name), name] as const),
);

function bare(name: string): string {
  return name.replace(/[\s_-]+/g, '');
}

/** The column that a header cell names, or the cell itself; '' for a blank one and for `Unnamed: n`. */
export function columnName(cell: string): string {
  const name = normalizeColumn(cell);
  return /^UNNAMED: ?\d+/.test(name) ? '' : (NAMES.get(bare(name)) ?? name);
}

/** The column that a repeated header cell repeats: `KNR`, `KNR.1`, `KNR_2`. */
export function repeatedName(cell: string): string {
  return NAMES.get(bare(cell.replace(/[._ ]\d+$/, ''))) ?? cell;
}

/**
 * Looks for the header among a file's first rows: the first that names all columns of a kind, in any case and order.
 * Several may be looked through (the same lines at other delimiters, sheets); the best is remembered for the refusal.
 */
export class HeaderSearch {
  #best: { columns: Set<string>; matches: number } = { columns: new Set(), matches: 0 };
  #filled = false;

  /**
   * `sparse`: rows name their own columns, as objects of JSON do, and may leave some out. Else a column that only some
   * exports have would be taken for blank, and a row without it for another word on the same fact.
   */
  find(rows: readonly (readonly string[])[], sparse = false): Header | null {
    for (const [index, row] of rows.slice(0, HEADER_ROWS).entries()) {
      const cells = row.map(columnName);
      const header = headerOf(cells, index + 1);
      if (header && !sparse) requireAll(header);
      if (header) return header;
      this.#filled ||= cells.some((cell) => /[^\s,;|]/.test(cell));
      const columns = new Set(cells);
      const matches = Math.max(...KINDS.map((kind) => matching(columns, kind)));
      if (matches > this.#best.matches) this.#best = { columns, matches };
    }
    return null;
  }

  /**
   * Why there is no header: `empty_file` when there is nothing to read, else `missing_columns` with the kind that comes
   * nearest and what it lacks.
   */
  refusal(declaredKind: Kind | null): HalleError {
    if (!this.#filled)
      return new HalleError('empty_file', 'The file is empty: it holds no header and no rows.');
    return missingColumns(this.#best.columns, declaredKind);
  }
}

function headerOf(cells: readonly string[], line: number): Header | null {
  const kind = kindOfColumns(new Set(cells));
  if (!kind) return null;
  const columns = new Map<string, number>();
  for (const name of [...REQUIRED[kind], ...OPTIONAL[kind]]) {
    const at = cells.indexOf(name);
    if (at >= 0) columns.set(name, at);
  }
  return { kind, line, cells, columns };
}

/** Throws `missing_columns` for a header of a kind that lacks columns which its rows are compared by. */
function requireAll({ kind, columns }: Header): void {
  const missing = OPTIONAL[kind].filter((name) => !columns.has(name));
  if (missing.length === 0) return;
  const which = missing.length === 1 ? 'column is' : 'columns are';
  throw new HalleError(
    'missing_columns',
    `This is not a whole ${kind} file: the ${missing.join(', ')} ${which} missing.`,
    {
      missing,
      kind,
    },
  );
}

function matching(columns: ReadonlySet<string>, kind: Kind): number {
  return REQUIRED[kind].filter((name) => columns.has(name)).length;
}

/** The kind with the most columns there; of equal ones the declared, then the one that lacks fewest. */
function nearestKind(found: ReadonlySet<string>, declaredKind: Kind | null): Kind | null {
  let best: Kind | null = null;
  let most = 0;
  for (const kind of declaredKind ? [declaredKind, ...KINDS] : KINDS) {
    const matches = matching(found, kind);
    const fewer = !declaredKind && best !== null && REQUIRED[kind].length < REQUIRED[best].length;
    if (matches > most || (matches === most && matches > 0 && fewer)) {
      best = kind;
      most = matches;
    }
  }
  return best ?? declaredKind;
}

function missingColumns(found: ReadonlySet<string>, declaredKind: Kind | null): HalleError {
  const kind = nearestKind(found, declaredKind);
  const columnsOf = (of: Kind) => REQUIRED[of].join(', ');
  if (!kind) {
    const kinds = KINDS.map((each) => `${each} (${columnsOf(each)})`).join('; ');
    const message = `The first ${HEADER_ROWS} lines hold the columns of no kind of file. The kinds are: ${kinds}.`;
    return new HalleError('missing_columns', message, { missing: [], kind: null });
  }
  const missing = REQUIRED[kind].filter((name) => !found.has(name));
  const other = kind === declaredKind ? null : kind;
  const none = missing.length === REQUIRED[kind].length;
  const what = none
    ? `This is not a ${kind} file: none of its columns (${columnsOf(kind)}) is in the first ${HEADER_ROWS} lines.`
    : `This is not a whole ${kind} file: ${missing.length === 1 ? 'the column' : 'the columns'} ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`;
  const hint =
    other && declaredKind ? ` It looks more like a ${other} file than a ${declaredKind} file.` : '';
  return new HalleError('missing_columns', what + hint, {
    missing,
    kind,
    ...(other && declaredKind ? { looksLike: other } : {}),
  });
}
