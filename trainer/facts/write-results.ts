import type { TransactionSql } from 'postgres';
import { copyIn } from './copy.ts';
import type { Duck } from '../tasks/load/duck.ts';
import { IS_NOT_OK, IS_OK, MILLIONTHS, ROW_KEY, SQUARE_MILLIONTHS, SUMMABLE } from './facts.ts';
import { replaceRows } from './write-facts.ts';

/**
 * Writes results: sums per car, group, unit and hour into `test_results`, the not-ok rows into `test_failures`. Contested
 * cars get their sums anew; to those of other cars the new ones are added (docs/decisions/0012: sums are exact, so adding
 * ends the same as making them anew).
 */
export async function writeResults(tx: TransactionSql, duck: Duck, scratch: string): Promise<void> {
  await copyIn(tx, duck, scratch, {
    name: 'incoming',
    columns: `knr text, test_group integer, unit text, hour timestamp, ok integer, not_ok integer, value_count integer,
      value_millionths numeric, square_millionths numeric, value_min double precision, value_max double precision,
      first_at timestamp, last_at timestamp`,
    rows: `select knr, test_group, unit, date_trunc('hour', happened_at) as hour,
        count(*) filter (where ${IS_OK}), count(*) filter (where ${IS_NOT_OK}), count(*) filter (where ${SUMMABLE}),
        coalesce(sum(${MILLIONTHS}) filter (where ${SUMMABLE}), 0), coalesce(sum(${SQUARE_MILLIONTHS}) filter (where ${SUMMABLE}), 0),
        min(value) filter (where ${SUMMABLE}), max(value) filter (where ${SUMMABLE}), min(happened_at), max(happened_at)
      from incoming group by knr, test_group, unit, hour order by knr, hour, test_group, unit`,
  });
  await tx`delete from public.test_results t using contested where t.knr = contested.knr`;
  await tx`
    insert into public.test_results as old
    select knr, test_group, unit, hour, ok, not_ok, value_count, round(value_millionths / 1000000, 6),
      round(square_millionths / 1000000, 6), value_min, value_max, first_at, last_at from incoming
    on conflict (knr, test_group, unit, hour) do update set
      ok = old.ok + excluded.ok, not_ok = old.not_ok + excluded.not_ok,
      value_count = old.value_count + excluded.value_count,
      value_sum = old.value_sum + excluded.value_sum, value_sum_sq = old.value_sum_sq + excluded.value_sum_sq,
      value_min = least(old.value_min, excluded.value_min), value_max = greatest(old.value_max, excluded.value_max),
      first_at = least(old.first_at, excluded.first_at), last_at = greatest(old.last_at, excluded.last_at)`;
  await copyIn(tx, duck, scratch, {
    name: 'incoming_failures',
    columns: `row_key uuid, knr text, test_group integer, name text, unit text, value_id text, value double precision,
      tested_at timestamp, dataset_id bigint`,
    // Values that differ beyond the sixth decimal are one row.
    rows: `select ${ROW_KEY.test_failures} as row_key, any_value(knr) as knr, any_value(test_group), any_value(name),
        any_value(unit), any_value(value_id), min(value), any_value(happened_at) as tested_at, min(dataset_id)
      from incoming where ${IS_NOT_OK} group by row_key order by knr, tested_at`,
  });
  await replaceRows(
    tx,
    'test_failures',
    'row_key, knr, test_group, name, unit, value_id, value, tested_at, dataset_id',
    'incoming_failures',
  );
}
