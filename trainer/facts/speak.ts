import type { TransactionSql } from 'postgres';
import type { TrainerContext } from '../context.ts';
import type { Kind } from '../tasks/load/columns.ts';
import { analyzeGrown } from './analyze.ts';
import { resolveContested } from './contested.ts';
import { copyIn } from './copy.ts';
import { type Duck, literal } from '../tasks/load/duck.ts';
import { LAKE_COLUMNS } from './facts.ts';
import { writeFacts } from './write-facts.ts';

/** What a dataset's rows did to the tables. */
export interface Spoken {
  cars: number;
  /** Plant time of the first and the last row; null without rows. */
  from: string | null;
  to: string | null;
  /** Different rows of the dataset. */
  distinct: number;
  /** Those that nobody had told before, or had told otherwise. */
  loaded: number;
  /** Those of `loaded` that replaced another version of the same fact. */
  corrected: number;
}

/**
 * Brings a dataset's rows (DuckDB relation `facts`, lake columns, each row once) into the tables, inside the caller's
 * transaction. Leaves the temporary Postgres table `touched`: its cars and their time.
 *
 * A car is contested when another loaded dataset of the kind speaks of it (of results: in the same time, because there
 * what two datasets tell of different times simply adds up). Its rows are compared with theirs, which are read from the
 * lake; what is told of all other cars, nearly all of a large file, is written without looking at anything.
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
  await duck.run(`create or replace table touched as
    select knr, min(happened_at) as from_at, max(happened_at) as to_at, count(*) as rows from facts group by knr`);
  await copyIn(tx, duck, scratch, {
    name: 'touched',
    columns: 'knr text, from_at timestamp, to_at timestamp',
    rows: 'select knr, from_at, to_at from touched order by knr',
  });
  await tx`insert into public.cars (knr) select knr from touched order by knr on conflict do nothing`;
  await analyzeGrown(tx, 'public.cars');
  await lockCars(tx, 'touched');
  await findKnown(tx, duck, dataset);
  const told = await resolveContested(tx, duck, context, kind, id, scratch, signal);
  const own = `select ${LAKE_COLUMNS[kind]}, ${id}::bigint as dataset_id from facts`;
  await duck.run(`create or replace view newcomers as ${own} anti join known using (knr)`);
  await duck.run(`create or replace view incoming as
    ${own} semi join (from known where not contested) as known using (knr)
    union all select ${LAKE_COLUMNS[kind]}, dataset_id from resolved`);
  signal.throwIfAborted();
  await writeFacts(tx, duck, scratch, kind);
  await tx`
    insert into public.dataset_cars (dataset_id, knr, from_at, to_at)
    select ${id}::bigint, knr, from_at, to_at from touched order by knr
    on conflict (knr, dataset_id) do update set from_at = excluded.from_at, to_at = excluded.to_at`;
  await analyzeGrown(tx, 'public.dataset_cars');
  const said = await duck.row<Pick<Spoken, 'cars' | 'distinct' | 'from' | 'to'>>(
    `select count(*)::double as cars, coalesce(sum(rows), 0)::double as "distinct",
      min(from_at)::varchar as "from", max(to_at)::varchar as "to" from touched`,
  );
  return { ...said, loaded: said.distinct - told.duplicate, corrected: told.corrected };
}

/**
 * Makes the table `known`, in Postgres and in DuckDB: touched cars of which another loaded dataset of the kind speaks,
 * and whether they are contested; and the Postgres table `contested`. Rows of a dataset that waits to be removed are still
 * in the tables: its cars are told anew without it.
 */
async function findKnown(
  tx: TransactionSql,
  duck: Duck,
  { id, kind }: { id: number; kind: Kind },
): Promise<void> {
  await tx`drop table if exists known, contested`;
  const meets = kind === 'results' ? tx`bool_or(c.from_at <= t.to_at and c.to_at >= t.from_at)` : tx`true`;
  await tx`
    create temp table known on commit drop as
    select t.knr, bool_or(d.status = 'removing') or ${meets} as contested from touched t join public.dataset_cars c using (knr)
    join public.datasets d on d.id = c.dataset_id and d.kind = ${kind} and d.status in ('loaded', 'removing') and d.id <> ${id}
    group by t.knr`;
  await tx`create temp table contested on commit drop as select knr from known where contested`;
  await knownInDuck(tx, duck);
}

/** Locks the cars of a temporary table: who else writes facts of them (`ingest_rows`) waits, or is done and seen. */
export async function lockCars(tx: TransactionSql, table: 'touched' | 'contested'): Promise<void> {
  await tx`select count(*) from (
    select 1 from public.cars c join ${tx(table)} using (knr) order by c.knr for update of c) locked`;
}

/** The Postgres table `known`, which must hold all of `contested`, as the DuckDB tables of those names. */
export async function knownInDuck(tx: TransactionSql, duck: Duck): Promise<void> {
  await tx`analyze known, contested`;
  const rows = await tx<{ knr: string; contested: boolean }[]>`select knr, contested from known order by knr`;
  const list = JSON.stringify(rows.map(({ knr, contested }) => ({ knr, contested })));
  await duck.run(`create or replace table known as
    select unnest(from_json(${literal(list)}, '[{"knr": "varchar", "contested": "boolean"}]'), recursive := true)`);
  await duck.run('create or replace table contested as select knr from known where contested');
}
