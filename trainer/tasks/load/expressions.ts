import type { DateOrder } from '../../../shared/contracts/datasets.ts';

/**
 * SQL expressions over text columns, for DuckDB. Each takes and gives an expression; a bad value becomes null.
 * They test with LIKE and CONTAINS before they change a text: over 40 million rows `trim` and `replace` cost ten times
 * what the test does.
 */

/** Without spaces around. */
export function trimSql(text: string): string {
  return `case when ${text} like ' %' or ${text} like '% ' then trim(${text}) else ${text} end`;
}

function pointSql(text: string): string {
  return `case when contains(${text}, ',') then replace(${text}, ',', '.') else ${text} end`;
}

/** `2024-1736352`, also without its hyphen. */
export function knrSql(text: string): string {
  return `case when regexp_full_match(${text}, '\\d{4}-\\d{7}') then ${text}
    when regexp_full_match(${text}, '\\d{11}') then ${text}[1:4] || '-' || ${text}[5:] end`;
}

const SLASHED: Readonly<Record<DateOrder, string>> = { day_first: '%d/%m/%Y', month_first: '%m/%d/%Y' };

/**
 * Plant time in any of its forms: ISO with or without milliseconds, with slashes and the day or the month first, or the
 * serial number of a spreadsheet (days since 1899-12-30; its fraction is rounded to the millisecond).
 */
export function timeSql(text: string, dates: DateOrder): string {
  const day = SLASHED[dates];
  const serial = `try_cast(${pointSql(text)} as double)`;
  return `case
    when ${text} like '____-__-__%' then try_cast(${pointSql(text)} as timestamp)
    when contains(${text}, '/') then try_strptime(${pointSql(text)},
      ['${day} %H:%M:%S', '${day} %H:%M', '${day} %H:%M:%S.%f', '${day}'])
    when ${serial} between 32874 and 73050 then epoch_ms(round((${serial} - 25569) * 86400000)::bigint) end`;
}

/**
 * A measured value: decimal point or comma, `1.234,5` and `1,234.5` too, with or without spaces around; what is no finite
 * number is null. Only what is no number as it stands is looked at for its commas: a sixth of the cost.
 */
export function numberSql(text: string): string {
  const plain = `case when instr(${text}, '.') > instr(${text}, ',') then replace(${text}, ',', '')
    else replace(replace(${text}, '.', ''), ',', '.') end`;
  const number = `coalesce(try_cast(${text} as double),
    case when contains(${text}, ',') then try_cast(${plain} as double) end)`;
  return `nullif(nullif(nullif(${number}, 'nan'), 'inf'), '-inf')`;
}

/** A code that a spreadsheet may have turned into a number: `133.0` is `133`. */
export function codeSql(text: string): string {
  return `case when contains(${text}, '.') or contains(${text}, ',') then regexp_replace(${text}, '[.,]0+$', '') else ${text} end`;
}

/** A whole number, also as a spreadsheet writes it: `10.0` is 10; `10.5` is none. */
export function integerSql(text: string): string {
  return `try_cast(${codeSql(text)} as integer)`;
}

/** The second nearest to a time: the same fact has milliseconds in one export and none in the next. */
export function secondSql(time: string): string {
  return `make_timestamp((epoch_us(${time}) + 500000) // 1000000 * 1000000)`;
}
