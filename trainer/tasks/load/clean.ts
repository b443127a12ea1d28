import { RESULT_NOT_OK, STATUS_CHECKPOINT } from '../../../shared/plant/checkpoints.ts';
import type { Kind } from './columns.ts';
import type { Duck } from './duck.ts';
import { codeSql, integerSql, knrSql, numberSql, secondSql, timeSql } from './expressions.ts';
import { raw, recordsSql, type Source } from './source.ts';

/** Why a row is refused; checked in this order, the first one counts. */
interface Check {
  reason: string;
  /** The column whose value is told; null where no single one is wrong (its cells may then name an employee). */
  column: string | null;
  wrong: string;
}

const PLAUSIBLE = `between timestamp '1990-01-01' and timestamp '2100-01-01'`;

function checksOf(kind: Kind): Check[] {
  const missing = (column: string): Check => ({
    reason: 'missing value',
    column,
    wrong: `${raw(column)} = ''`,
  });
  const own: Record<Kind, Check[]> = {
    failures: [missing('FALHA')],
    results: [
      missing('NAME'),
      { reason: 'not a number', column: 'ID', wrong: 'test_group is null' },
      { reason: 'not a number', column: 'STATUS', wrong: 'status is null' },
    ],
    status: [missing('STATUS')],
  };
  return [
    { reason: 'wrong number of columns', column: null, wrong: 'not columns_ok' },
    missing('KNR'),
    { reason: 'not a KNR (YYYY-NNNNNNN)', column: 'KNR', wrong: 'knr is null' },
    missing('DATA'),
    { reason: 'not a date', column: 'DATA', wrong: `happened_at is null or not happened_at ${PLAUSIBLE}` },
    ...own[kind],
  ];
}

/** The typed fields of a kind, from its columns. */
function fieldsOf(kind: Kind): string {
  const common = `${knrSql('raw_knr')} as knr, ${timeSql('raw_data')} as happened_at`;
  if (kind === 'failures') {
    return `${common}, raw_halle as checkpoint, nullif(raw_estacao, '') as station, raw_falha as failure,
      coalesce(nullif(${codeSql('raw_s_group_id')}, ''), '-2') as failure_group,
      nullif(raw_modelo, '') as model, nullif(raw_cor, '') as color, nullif(raw_motor, '') as engine`;
  }
  if (kind === 'results') {
    return `${common}, ${integerSql('raw_id')} as test_group, raw_name as name,
      ${integerSql('raw_status')} as status, raw_unit as unit, nullif(raw_value_id, '') as value_id,
      ${numberSql('raw_value')} as value`;
  }
  const places = Object.entries(STATUS_CHECKPOINT)
    .map(([code, place]) => `when '${code}' then '${place}'`)
    .join(' ');
  return `${common}, upper(raw_status) as status, case upper(raw_status) ${places} end as checkpoint`;
}

/** Columns of the table `clean`: typed, and what makes two rows the same fact comes first. */
const KEPT: Record<Kind, string> = {
  failures: 'knr, checkpoint, station, failure, failure_group, happened_at, model, color, engine',
  results: 'knr, test_group, name, status, unit, value_id, value, happened_at',
  status: 'knr, status, checkpoint, happened_at',
};

/**
 * Makes two tables of a file in one pass. `clean`: the rows that can be used, each as often as the file holds it.
 * `refused`: column, value and reason of the others; `record` counts the file's records after the header from 0.
 * Gives the number of rows, blank ones not counted, and of refused ones.
 */
export async function readRows(duck: Duck, source: Source): Promise<{ read: number; refused: number }> {
  const checks = checksOf(source.kind);
  const kept = KEPT[source.kind];
  const refusal = checks.map(({ wrong }, i) => `when ${wrong} then ${i + 1}`).join(' ');
  const pick = (of: (check: Check) => string) =>
    `case refusal ${checks.map((check, i) => `when ${i + 1} then ${of(check)}`).join(' ')} end`;
  // `rowid` of a table made in file order is the record's number.
  await duck.run(`create table rows as
    select ${kept}, refusal, ${pick((c) => (c.column ? `left(${raw(c.column)}, 200)` : `''`))} as value_refused
    from (select *, case when blank then -1 ${refusal} else 0 end as refusal
      from (select *, ${fieldsOf(source.kind)} from (${recordsSql(source)}) as record) as typed)`);
  await duck.run(`create table refused as
    select rowid::double as record, ${pick((c) => `'${c.column ?? ''}'`)} as "column", value_refused as value,
      ${pick((c) => `'${c.reason}'`)} as reason from rows where refusal > 0`);
  await duck.run(`create view clean as select ${kept} from rows where refusal = 0`);
  return duck.row(`select count(*) filter (where refusal >= 0)::double as read,
    count(*) filter (where refusal > 0)::double as refused from rows`);
}

/** `md5` of what makes two rows the same fact; the time to the second nearest. */
export function rowKeySql(kind: 'failures' | 'status' | 'test_failures'): string {
  const time = `strftime(${secondSql('happened_at')}, '%Y-%m-%d %H:%M:%S')`;
  const fields = {
    failures: `knr, checkpoint, coalesce(station, ''), failure, failure_group, ${time}`,
    status: `knr, status, ${time}`,
    test_failures: `knr, test_group, name, unit, coalesce(value_id, ''), coalesce(value::varchar, ''), ${time}`,
  };
  return `md5(concat_ws(chr(31), ${fields[kind]}))`;
}

/** What makes two results the same fact: these fields and the second. */
export const RESULT_FIELDS = 'knr, test_group, name, status, unit, value_id, value';
export const RESULT_SECOND = secondSql('happened_at');
export const IS_NOT_OK = `status = ${RESULT_NOT_OK}`;
