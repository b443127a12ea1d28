import type { DateOrder } from '../../../shared/contracts/datasets.ts';
import { STATUS_CHECKPOINT } from '../../../shared/plant/checkpoints.ts';
import type { Kind } from './columns.ts';
import { codeSql, integerSql, knrSql, numberSql, secondSql, timeSql } from './expressions.ts';
import { LAKE_COLUMNS } from '../../facts/facts.ts';
import { raw } from './forms/index.ts';

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
function fieldsOf(kind: Kind, dates: DateOrder): string {
  const common = `${knrSql('raw_knr')} as knr, ${secondSql(timeSql('raw_data', dates))} as happened_at`;
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

/**
 * A value that is text and no number; null for others. Blanks are padded with spaces: what is greater than spaces holds
 * more. Comparing costs 10 ns a row; trimming each blank, 50.
 */
function notNumberSql(kind: Kind): string {
  if (kind !== 'results') return 'null::varchar';
  const text = raw('VALUE');
  return `case when value is null and ${text} > '${' '.repeat(40)}' then nullif(left(trim(${text}), 40), '') end`;
}

/** What is nearly a date or nearly a KNR, and nothing that could be a person's name or number. */
const TELLABLE = '\\d{1,4}[-/.]\\d{1,2}[-/.].*|(19|20)\\d{2}-?\\d{5,8}|\\d{4}-\\d{1,9}|\\d{5}[.,]\\d{3,}';

/**
 * A refused value as it may be told. In a row of failures whose cells have slipped it could name an employee: there only
 * what looks like a date or a KNR is told.
 */
function toldSql(value: string, kind: Kind): string {
  if (kind !== 'failures') return `left(${value}, 200)`;
  return `case when ${value} = '' or regexp_full_match(${value}, '${TELLABLE}') then left(${value}, 200) else '(hidden)' end`;
}

/**
 * The records of a piece, typed: the lake's columns; `refusal`, 0 for a row that can be used and -1 for a blank one;
 * `column_refused`, `value_refused` and `reason` of the others; `slashed`, the date where its order matters;
 * `not_number`, a value that is none.
 */
export function typedSql(records: string, kind: Kind, dates: DateOrder): string {
  const checks = checksOf(kind);
  const refusal = checks.map(({ wrong }, i) => `when ${wrong} then ${i + 1}`).join(' ');
  const pick = (of: (check: Check) => string) =>
    `case refusal ${checks.map((check, i) => `when ${i + 1} then ${of(check)}`).join(' ')} end`;
  return `select ${LAKE_COLUMNS[kind]}, refusal, slashed, ${notNumberSql(kind)} as not_number, ${pick((c) => `'${c.column ?? ''}'`)} as column_refused,
      ${pick((c) => (c.column ? toldSql(raw(c.column), kind) : `''`))} as value_refused,
      ${pick((c) => `'${c.reason}'`)} as reason
    from (select *, case when blank then -1 ${refusal} else 0 end as refusal,
        case when contains(raw_data, '/') then raw_data end as slashed
      from (select *, ${fieldsOf(kind, dates)} from (${records}) as record) as typed)`;
}
