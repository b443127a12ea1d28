import type { TransactionSql } from 'postgres';
import type { TrainerContext } from '../context.ts';
import type { Kind } from '../tasks/load/columns.ts';
import { resolveContested } from './contested.ts';
import { copyIn } from './copy.ts';
import { type Duck, literal } from '../tasks/load/duck.ts';
import { LAKE_COLUMNS } from './facts.ts';
import { writeFacts } from './write-facts.ts';

/** What a dataset's rows did to the tables. */
export interface Spoken {
  cars: number;
  /** Different rows of the dataset. */
  distinct: number;
  /** Those that nobody had told before, or had told otherwise. */
  loaded: number;
  /** Those of `loaded` that replaced another version of the same fact. */
  corrected: number;
}

/**
 * Brings a dataset's rows (DuckDB relation `facts`, lake columns, each row once) into the tables, inside the caller's
 * transaction. Leaves the temporary Postgres tables `touched` (its cars and their time) and `contested`.
 *
 * A car is contested when another loaded dataset of the kind speaks of it (of results: in the same time, because there
 * what two datasets tell of different times simply adds up). Its rows are compared with theirs, which are read from the
 * lake; all other cars, which are nearly all of a large file, are written without looking at anything.
 */
export async function speak(
  tx: TransactionSql,
  duck: Duck,
  context: TrainerContext,
  dataset: { id: number; kind: Kind },
  scratch: string,
  signal: AbortSignal,
): Promise<Spoken> {
  const { id, kind } = dataset;
  await tx`drop table if exists touched, contested`;
  await copyIn(tx, duck, scratch, {
    name: 'touched',
    columns: 'knr text, from_at timestamp, to_at timestamp',
    rows: 'select knr, min(happened_at), max(happened_at) from facts group by knr order by knr',
  });
  await tx`insert into public.cars (knr) select knr from touched order by knr on conflict do nothing`;
  await lockCars(tx, 'touched');
  const sameTime = kind === 'results' ? tx`and c.from_at <= t.to_at and c.to_at >= t.from_at` : tx``;
  await tx`
    create temp table contested on commit drop as
    select distinct t.knr from touched t join public.dataset_cars c using (knr)
    join public.datasets d on d.id = c.dataset_id and d.kind = ${kind} and d.status = 'loaded' and d.id <> ${id} ${sameTime}`;
  await contestedInDuck(tx, duck);
  const told = await resolveContested(tx, duck, context, kind, id, 'facts', scratch, signal);
  await duck.run(`create or replace view incoming as
    select ${LAKE_COLUMNS[kind]}, ${id}::bigint as dataset_id from facts anti join contested using (knr)
    union all select ${LAKE_COLUMNS[kind]}, dataset_id from resolved`);
  signal.throwIfAborted();
  await writeFacts(tx, duck, scratch, kind, id);
  await tx`
    insert into public.dataset_cars (dataset_id, knr, from_at, to_at)
    select ${id}::bigint, knr, from_at, to_at from touched order by knr
    on conflict (knr, dataset_id) do update set from_at = excluded.from_at, to_at = excluded.to_at`;
  const { distinct, cars } = await duck.row<{ distinct: number; cars: number }>(
    'select count(*)::double as distinct, count(distinct knr)::double as cars from facts',
  );
  return {
    cars,
    distinct,
    loaded: distinct - told.duplicate,
    corrected: told.corrected,
  };
}

/** Locks the cars of a temporary table: who else writes facts of them (`ingest_rows`) waits, or is done and seen. */
export async function lockCars(tx: TransactionSql, table: 'touched' | 'contested'): Promise<void> {
  await tx`select count(*) from (
    select 1 from public.cars c join ${tx(table)} using (knr) order by c.knr for update of c) locked`;
}

/** The Postgres table `contested` as the DuckDB table of that name. */
export async function contestedInDuck(tx: TransactionSql, duck: Duck): Promise<number> {
  await tx`analyze contested`;
  const rows = await tx<{ knr: string }[]>`select knr from contested order by knr`;
  const knrs = JSON.stringify(rows.map((row) => row.knr));
  await duck.run(`create or replace table contested as
    select unnest(from_json(${literal(knrs)}, '["varchar"]')) as knr`);
  return rows.length;
}
