/** The three kinds of files and their columns, as the plant's reporting tool names them. */
export const KINDS = ['failures', 'results', 'status'] as const;
export type Kind = (typeof KINDS)[number];

export const REQUIRED: Readonly<Record<Kind, readonly string[]>> = {
  failures: ['KNR', 'HALLE', 'FALHA', 'S_GROUP_ID', 'DATA'],
  results: ['KNR', 'NAME', 'ID', 'STATUS', 'UNIT', 'VALUE', 'DATA'],
  status: ['KNR', 'STATUS', 'DATA'],
};

/**
 * They do not tell the kind, but rows are compared by them: a table without them is refused, an object of JSON may leave
 * them out. `USUARIO` names an employee: it is in neither list, so it is never read.
 */
export const OPTIONAL: Readonly<Record<Kind, readonly string[]>> = {
  failures: ['MODELO', 'COR', 'MOTOR', 'ESTACAO'],
  results: ['VALUE_ID'],
  status: [],
};

/** A header cell as it is compared: no case, no spaces around, no accents, no byte-order mark. */
export function normalizeColumn(cell: string): string {
  return cell
    .normalize('NFD')
    .replace(/[\u0300-\u036f\ufeff]/g, '')
    .trim()
    .toUpperCase();
}

/** The kind whose columns are all there; a results header holds the status columns too, so the longest wins. */
export function kindOfColumns(columns: ReadonlySet<string>): Kind | null {
  for (const kind of ['results', 'failures', 'status'] as const) {
    if (REQUIRED[kind].every((column) => columns.has(column))) return kind;
  }
  return null;
}
