import type { DateOrder, Reading } from '$shared/contracts/datasets.ts';
import { formatInteger } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

export const sayOrder = (order: DateOrder): string =>
  ({ day_first: m.order_day_first, month_first: m.order_month_first })[order]();

const forms = { text: m.form_text, workbook: m.form_workbook, json: m.form_json, parquet: m.form_parquet };
const encodings = {
  'utf-8': () => 'UTF-8',
  'windows-1252': () => 'Latin-1 (Windows-1252)',
  'utf-16le': () => 'UTF-16',
  mixed: m.encoding_mixed,
};
const delimiters: Record<string, () => string> = {
  ',': m.delimiter_comma,
  ';': m.delimiter_semicolon,
  '\t': m.delimiter_tab,
};

/** How a file was read, as pairs of a word and what it is, in the order of a reader's interest. */
export function sayReading(reading: Reading): { term: string; text: string }[] {
  const lines: { term: string; text: string }[] = [];
  const say = (term: string, text: string | undefined) => text !== undefined && lines.push({ term, text });
  say(
    m.reading_form(),
    reading.packed ? m.form_packed({ form: forms[reading.form]() }) : forms[reading.form](),
  );
  say(m.reading_encoding(), reading.encoding && encodings[reading.encoding]());
  say(m.reading_delimiter(), reading.delimiter && (delimiters[reading.delimiter]?.() ?? reading.delimiter));
  say(m.reading_header(), reading.headerLine === undefined ? undefined : formatInteger(reading.headerLine));
  say(m.reading_sheets(), reading.sheets?.join(', '));
  say(m.reading_blocks(), reading.blocks === undefined ? undefined : formatInteger(reading.blocks));
  if (reading.dates) say(m.reading_dates(), sayDates(reading.dates));
  if (reading.notNumbers) say(m.reading_not_numbers(), sayNotNumbers(reading.notNumbers));
  return lines;
}

function sayNotNumbers({ count, example, line }: NonNullable<Reading['notNumbers']>): string {
  const rows = formatInteger(count);
  return line === undefined
    ? m.not_numbers({ rows, example })
    : m.not_numbers_in({ rows, example, line: formatInteger(line) });
}

function sayDates({ order, reason, example, line }: NonNullable<Reading['dates']>): string {
  const why = {
    shown_by_file: () =>
      example === undefined
        ? m.dates_shown()
        : line === undefined
          ? m.dates_shown_by({ example })
          : m.dates_shown_in({ example, line: formatInteger(line) }),
    plant_setting: m.dates_setting,
    answered: m.dates_answered,
  }[reason]();
  return m.dates_why({ order: sayOrder(order), why });
}
