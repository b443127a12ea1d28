import { saveText } from '$lib/ui/save-text.ts';

type Cell = string | number | boolean | null | undefined;

/** Spreadsheets run a cell that begins so as a formula: an apostrophe before it makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: Cell): string {
  if (value == null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV (RFC 4180), the header first. */
export const toCsv = (header: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** Hands a CSV to the person's downloads. The mark at the front tells spreadsheets that it is UTF-8. */
export const saveCsv = (name: string, csv: string): void => saveText(name, `\uFEFF${csv}`, 'text/csv');
