import type { TransactionSql } from 'postgres';
import type { Duck } from '../tasks/load/duck.ts';
import { analyzeGrown } from './analyze.ts';
import { copyIn, copyInto, namesOf } from './copy.ts';
import { IS_NOT_OK, IS_OK, MILLIONTHS, ROW_KEY, SQUARE_MILLIONTHS, SUMMABLE } from './facts.ts';
import { writeRows } from './write-rows.ts';

const SUMS = `knr text, test_group integer, unit text, hour timestamp, ok integer, not_ok integer, value_count integer,
  value_sum numeric, value_sum_sq numeric, value_min double precision, value_max double precision,
  first_at timestamp, last_at timestamp`;
const FAILED_TESTS = `row_key uuid, knr text, test_group integer, name text, unit text, value_id text,
  value double precision, tested_at timestamp, dataset_id bigint`;

/**
 * Writes results: sums per car, group, unit and hour into `test_results`, the not-ok rows into `test_failures`. Contested
 * cars get their sums anew; to those of other cars the new ones are added (docs/decisions/0012: sums are exact, so adding
 * ends the same as making them anew).
 */
export async function writeResults(tx: TransactionSql, duck: Duck, scratch: string): Promise<void> {
  const names = namesOf(SUMS);
  await copyInto(tx, duck, scratch, { name: 'public.test_results', columns: names, rows: sums('newcomers') });
  await copyIn(tx, duck, scratch, { name: 'incoming_sums', columns: SUMS, rows: sums('incoming') });
  await tx`delete from public.test_results t using contested where t.knr = contested.knr`;
  await tx.unsafe(`
    insert into public.test_results as old (${names}) select ${names} from incoming_sums
    on conflict (knr, test_group, unit, hour) do update set
      ok = old.ok + excluded.ok, not_ok = old.not_ok + excluded.not_ok,
      value_count = old.value_count + excluded.value_count,
      value_sum = old.value_sum + excluded.value_sum, value_sum_sq = old.value_sum_sq + excluded.value_sum_sq,
      value_min = least(old.value_min, excluded.value_min), value_max = greatest(old.value_max, excluded.value_max),
      first_at = least(old.first_at, excluded.first_at), last_at = greatest(old.last_at, excluded.last_at)`);
  await analyzeGrown(tx, 'public.test_results');
  // Values that differ beyond the sixth decimal are one row.
  const failed = (relation: string) => `
    select ${ROW_KEY.test_failures} as row_key, any_value(knr) as knr, any_value(test_group), any_value(name),
      any_value(unit), any_value(value_id), min(value), any_value(happened_at), min(dataset_id)
    from ${relation} where ${IS_NOT_OK} group by row_key order by knr, row_key`;
  await writeRows(tx, duck, scratch, 'test_failures', FAILED_TESTS, failed);
}

/** Sums of a relation, exact: whole millionths, told with six decimals. */
function sums(relation: 'newcomers' | 'incoming'): string {
  const exact = (millionths: string) =>
    `coalesce(sum(${millionths}) filter (where ${SUMMABLE}), 0)::decimal(31, 0) * 0.000001::decimal(7, 6)`;
  return `
    select knr, test_group, unit, date_trunc('hour', happened_at) as hour,
      count(*) filter (where ${IS_OK}), count(*) filter (where ${IS_NOT_OK}), count(*) filter (where ${SUMMABLE}),
      ${exact(MILLIONTHS)}, ${exact(SQUARE_MILLIONTHS)},
      min(value) filter (where ${SUMMABLE}), max(value) filter (where ${SUMMABLE}), min(happened_at), max(happened_at)
    from ${relation} group by knr, test_group, unit, hour order by knr, test_group, unit, hour`;
}
