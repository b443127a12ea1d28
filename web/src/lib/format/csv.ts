import { getLocale } from '$lib/paraglide/runtime.js';
import { saveText } from '$lib/ui/save-text.ts';

type Cell = string | number | boolean | null | undefined;

/** Spreadsheets run a cell that begins so as a formula: an apostrophe before it makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

/** Where a decimal comma is usual, spreadsheets expect semicolons between cells; loading understands both. */
const separatorOf = (locale: string): ',' | ';' =>
  new Intl.NumberFormat(locale).format(0.5).includes(',') ? ';' : ',';

function cell(value: Cell, separator: ',' | ';'): string {
  if (value == null) return '';
  if (typeof value === 'number') return separator === ';' ? String(value).replace('.', ',') : String(value);
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV (RFC 4180), the header first, as spreadsheets of the reader's language open it. */
export function toCsv(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  locale: string = getLocale(),
): string {
  const separator = separatorOf(locale);
  return [header, ...rows]
    .map((row) => `${row.map((value) => cell(value, separator)).join(separator)}\r\n`)
    .join('');
}

/** Hands a CSV to the person's downloads. The mark at the front tells spreadsheets that it is UTF-8. */
export const saveCsv = (name: string, csv: string): void => saveText(name, `\uFEFF${csv}`, 'text/csv');
