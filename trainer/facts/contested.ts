import type { TransactionSql } from 'postgres';
import type { TrainerContext } from '../context.ts';
import type { Kind } from '../tasks/load/columns.ts';
import { type Duck, literal } from '../tasks/load/duck.ts';
import { FACT_KEY, LAKE_COLUMNS, LAKE_TYPES } from './facts.ts';
import { insertJournal } from './journal.ts';
import { fetchFromLake, type LakeFile } from './lake.ts';

/** Rows are compared and written for this dataset's sake; none when facts are only taken out or made again. */
export type Speaker = number | null;

/** What a dataset's rows of contested cars turned out to be. */
export interface Told {
  loaded: number;
  corrected: number;
  duplicate: number;
}

/**
 * Makes the DuckDB table `resolved`: the facts of the contested cars (Postgres table `contested`) as all loaded datasets
 * tell them, with `dataset_id`. Of datasets that speak of the same fact, the one with the highest number counts, so the
 * outcome is a function of the set of datasets and not of the order of loading. `dataset_id` is the first dataset that
 * said the row as it stands. The speaker's own rows are the DuckDB relation `facts`.
 */
export async function resolveContested(
  tx: TransactionSql,
  duck: Duck,
  context: TrainerContext,
  kind: Kind,
  speaker: Speaker,
  scratch: string,
  signal: AbortSignal,
): Promise<Told> {
  const columns = LAKE_COLUMNS[kind];
  await duck.run(`create or replace table versions (dataset bigint, ${LAKE_TYPES[kind]})`);
  // Only of datasets that have spoken (`dataset_cars`): in a rebuild, others speak later.
  const journal = tx`
    select j.dataset_id::int as dataset, j.fields from contested join public.ingested_rows j using (knr) join public.dataset_cars c using (dataset_id, knr)
    join public.datasets d on d.id = j.dataset_id and d.kind = ${kind} and d.status = 'loaded' and d.id is distinct from ${speaker}`;
  await insertJournal(duck, kind, 'versions', journal);
  const lake = await fetchFromLake(context, await earlierFiles(tx, kind, speaker), scratch, signal);
  for (const { datasetId, path } of lake) {
    await duck.run(`insert into versions select ${datasetId}, ${columns} from read_parquet(${literal(path)})
      semi join contested using (knr)`);
  }
  if (speaker !== null) {
    await duck.run(
      `insert into versions select ${speaker}, ${columns} from facts semi join contested using (knr)`,
    );
  }
  const mine = `dataset = ${speaker ?? 'null'}`;
  await duck.run(`create or replace table told as
    with version as (
      select *, max(dataset) over same as newest, max(dataset) filter (where not coalesce(${mine}, false)) over same as newest_other
      from versions window same as (partition by ${FACT_KEY[kind]})
    )
    select ${columns}, min(dataset) as dataset_id, max(dataset) = max(newest) as counts,
      coalesce(bool_or(${mine}), false) as mine, coalesce(bool_or(dataset = newest_other), false) as known,
      max(newest_other) is not null as spoken_of
    from version group by ${columns}`);
  await duck.run('drop table versions');
  await duck.run(`create or replace view resolved as select ${columns}, dataset_id from told where counts`);
  return duck.row<Told>(`select count(*) filter (where counts and not known)::double as loaded,
    count(*) filter (where counts and not known and spoken_of)::double as corrected,
    count(*) filter (where not counts or known)::double as duplicate from told where mine`);
}

/** Files of the lake in which other datasets speak of contested cars. */
async function earlierFiles(tx: TransactionSql, kind: Kind, speaker: Speaker): Promise<LakeFile[]> {
  const rows = await tx`
    with other as (
      select c.dataset_id, min(c.from_at) as from_at, max(c.to_at) as to_at
      from contested join public.dataset_cars c using (knr)
      join public.datasets d on d.id = c.dataset_id and d.kind = ${kind} and d.status = 'loaded' and d.id is distinct from ${speaker}
      group by c.dataset_id
    )
    select f.dataset_id::int as id, f.storage_path as path from other
    join public.lake_files f on f.dataset_id = other.dataset_id
      and f.month between date_trunc('month', other.from_at) and other.to_at
    order by f.dataset_id, f.month`;
  return rows.map((row) => ({ datasetId: row['id'], storagePath: row['path'] }));
}
