import type { TransactionSql } from 'postgres';
import type { Kind } from '../columns.ts';
import type { Bounds } from './bounds.ts';
import type { Measures, MonthCounts } from './measure.ts';

/** What the datasets of a kind that were loaded before say of what is usual. */
export interface History {
  /** Codes by column; null when no dataset of the kind of more than a few cars was loaded before: then nothing is new. */
  codes: ReadonlyMap<string, ReadonlySet<string>> | null;
  /** Blank shares by column, one a dataset. */
  blanks: ReadonlyMap<string, readonly number[]>;
  /** One entry a month: where several datasets speak of it, the one with the most rows. */
  months: readonly MonthCounts[];
}

/** Of how many datasets before the blank shares are compared. */
const BLANKS_OF = 24;
/** A column with more different values is none of codes; the rare ones are not kept. */
const CODES_KEPT = 1000;

/**
 * Reads the history of a kind without dataset `id`. Datasets that wait for a look do not count: neither a model nor
 * this gate learns from them.
 */
export async function readHistory(
  tx: TransactionSql,
  id: number,
  kind: Kind,
  { minRows, minCars }: Pick<Bounds, 'minRows' | 'minCars'>,
): Promise<History> {
  const counted = tx`select d.id from public.datasets d where d.kind = ${kind} and d.id <> ${id}
    and d.status = 'loaded' and d.duplicate_of is null and d.review is distinct from 'needs_look'`;
  const codes = await tx<{ column: string; codes: string[] }[]>`
    select column_name as "column", array_agg(distinct code) as codes from public.dataset_codes
    where dataset_id in (
      select d.id from public.datasets d where d.id in (${counted})
        and (d.quality ->> 'rows')::bigint >= ${minRows} and (d.quality ->> 'cars')::bigint >= ${minCars})
    group by column_name`;
  const blanks = await tx<{ column: string; share: number }[]>`
    select b.value ->> 'column' as "column", (b.value ->> 'share')::double precision as share
    from (select d.quality from public.datasets d where d.id in (${counted}) and d.quality is not null
      and (d.quality ->> 'rows')::bigint >= ${minRows} order by d.id desc limit ${BLANKS_OF}) d,
      jsonb_array_elements(d.quality -> 'blanks') b`;
  const months = await tx<MonthCounts[]>`
    select distinct on (month) month::text, cars, rows::double precision as rows, not_ok::double precision as "notOk",
      road_test_failures::double precision as "roadTestFailures", days::text[] as days
    from public.dataset_months where dataset_id in (${counted}) order by month, rows desc, dataset_id desc`;
  const shares = new Map<string, number[]>();
  for (const { column, share } of blanks) shares.set(column, [...(shares.get(column) ?? []), share]);
  return {
    codes: codes.length === 0 ? null : new Map(codes.map((row) => [row.column, new Set(row.codes)])),
    blanks: shares,
    months,
  };
}

/** Keeps what dataset `id` adds to the history, in place of what an earlier try kept. */
export async function keepMeasures(tx: TransactionSql, id: number, measures: Measures): Promise<void> {
  await tx`delete from public.dataset_codes where dataset_id = ${id}`;
  await tx`delete from public.dataset_months where dataset_id = ${id}`;
  const kept = new Map<string, number>();
  const codes = measures.codes.filter(({ column }) => {
    kept.set(column, (kept.get(column) ?? 0) + 1);
    return kept.get(column)! <= CODES_KEPT;
  });
  await tx`
    insert into public.dataset_codes (dataset_id, column_name, code, rows)
    select ${id}::bigint, c."column", c.code, c.rows
    from jsonb_to_recordset(${tx.json(codes as never)}::jsonb) c ("column" text, code text, rows bigint)`;
  await tx`
    insert into public.dataset_months (dataset_id, month, cars, rows, not_ok, road_test_failures, days)
    select ${id}::bigint, m.month, m.cars, m.rows, m."notOk", m."roadTestFailures", m.days
    from jsonb_to_recordset(${tx.json(measures.months as never)}::jsonb)
      m (month date, cars integer, rows bigint, "notOk" bigint, "roadTestFailures" bigint, days date[])`;
}
