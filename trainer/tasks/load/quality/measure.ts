import { RESULT_NOT_OK } from '../../../../shared/plant/checkpoints.ts';
import type { Kind } from '../columns.ts';
import type { Duck } from '../duck.ts';
import { median } from './median.ts';

/** Columns whose values are codes: a code never seen before is told. */
export const CODE_COLUMNS: Readonly<Record<Kind, readonly string[]>> = {
  failures: ['checkpoint', 'failure_group', 'model', 'color', 'engine'],
  results: ['test_group', 'name', 'unit', 'status'],
  status: ['status'],
};

/**
 * Columns that may be blank. The others never are: a row without them is rejected, `failure_group` becomes -2 and the
 * place of a status is made from its code.
 */
export const BLANK_COLUMNS: Readonly<Record<Kind, readonly string[]>> = {
  failures: ['checkpoint', 'station', 'model', 'color', 'engine'],
  results: ['unit', 'value_id', 'value'],
  status: [],
};

/** One month of a dataset. `notOk` counts results that were not ok, `roadTestFailures` failures found at ROD. */
export interface MonthCounts {
  /** First day, `YYYY-MM-DD`. */
  month: string;
  cars: number;
  rows: number;
  notOk: number;
  roadTestFailures: number;
  /** The days on which the plant worked, ascending, `YYYY-MM-DD`. */
  days: string[];
}

export interface Code {
  column: string;
  code: string;
  rows: number;
}

/** What a file's rows say of themselves, whatever was loaded before. */
export interface Measures {
  /** Plant time, ISO text without a zone; null when there are no rows. */
  from: string | null;
  to: string | null;
  cars: number;
  rows: number;
  blanks: { column: string; share: number }[];
  /** Every code by column, the most frequent first. */
  codes: Code[];
  months: MonthCounts[];
  /** Days that have rows, ascending, `YYYY-MM-DD`. */
  days: { day: string; rows: number }[];
}

/** Rows that count apart in a month. */
const NOT_OK: Readonly<Record<Kind, string>> = {
  failures: 'false',
  results: `status = ${RESULT_NOT_OK}`,
  status: 'false',
};
const AT_ROAD_TEST: Readonly<Record<Kind, string>> = {
  failures: `checkpoint = 'ROD'`,
  results: 'false',
  status: 'false',
};

/**
 * Measures `rows`, a relation with the lake's columns of the kind. Two scans: one groups by car and day, one by the
 * code columns together; all that is asked comes from these two small tables.
 */
export async function measure(duck: Duck, kind: Kind, rows: string): Promise<Measures> {
  const codes = CODE_COLUMNS[kind];
  const blanks = BLANK_COLUMNS[kind];
  const isBlank = (column: string) => (column === 'value' ? 'value is null' : `coalesce(${column}, '') = ''`);
  await duck.run(`
    create or replace temp table quality_days as
    select knr, happened_at::date as day, count(*) as n, count(*) filter (where ${NOT_OK[kind]}) as not_ok,
      count(*) filter (where ${AT_ROAD_TEST[kind]}) as road, min(happened_at) as first_at, max(happened_at) as last_at
    from ${rows} group by knr, day;
    create or replace temp table quality_codes as
    select ${codes.join(', ')}, count(*) as n
      ${blanks.map((column) => `, count(*) filter (where ${isBlank(column)}) as blank_${column}`).join('')}
    from ${rows} group by ${codes.join(', ')}`);
  const whole = await duck.row<{ from: string | null; to: string | null; cars: number; rows: number }>(`
    select strftime(min(first_at), '%Y-%m-%dT%H:%M:%S') as "from", strftime(max(last_at), '%Y-%m-%dT%H:%M:%S') as "to",
      count(distinct knr)::double as cars, coalesce(sum(n), 0)::double as "rows" from quality_days`);
  const months = await duck.rows<Omit<MonthCounts, 'days'>>(`
    select date_trunc('month', day)::date::varchar as month, count(distinct knr)::double as cars, sum(n)::double as "rows",
      sum(not_ok)::double as "notOk", sum(road)::double as "roadTestFailures"
    from quality_days group by 1 order by 1`);
  const days = await duck.rows<{ day: string; rows: number }>(
    `select day::varchar as day, sum(n)::double as "rows" from quality_days group by day order by day`,
  );
  const shares =
    blanks.length === 0
      ? {}
      : await duck.row<Record<string, number>>(
          `select ${blanks.map((column) => `coalesce(sum(blank_${column}) / sum(n), 0)::double as ${column}`).join(', ')}
          from quality_codes`,
        );
  const found = await duck.rows<Code>(
    codes
      .map(
        (column) => `select '${column}' as "column", ${column}::varchar as code, sum(n)::double as "rows"
        from quality_codes where coalesce(${column}::varchar, '') <> '' group by code`,
      )
      .join(' union all ')
      .concat(' order by "column", "rows" desc, code'),
  );
  await duck.run('drop table quality_days; drop table quality_codes');
  return {
    ...whole,
    blanks: blanks.map((column) => ({ column, share: shares[column] ?? 0 })),
    codes: found,
    months: withDaysOfWork(months, days),
    days,
  };
}

/** Where the plant rests on Sundays, a repair or a late shift still leaves some rows: less than a fifth of a usual day. */
const WORK = 0.2;

function withDaysOfWork(months: Omit<MonthCounts, 'days'>[], days: Measures['days']): MonthCounts[] {
  const usual = days.length === 0 ? 0 : median(days.map(({ rows }) => rows));
  const worked = days.filter(({ rows }) => rows >= WORK * usual).map(({ day }) => day);
  return months.map((counts) => ({
    ...counts,
    days: worked.filter((day) => day.startsWith(counts.month.slice(0, 7))),
  }));
}
