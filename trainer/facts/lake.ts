import { join } from 'node:path';
import type { Sql, TransactionSql } from 'postgres';
import type { TrainerContext } from '../context.ts';
import type { Kind } from '../tasks/load/columns.ts';
import type { MonthFile } from '../tasks/load/distinct.ts';
import { download } from './download.ts';
import { store } from './store.ts';

/** Where a month of a dataset lies in bucket `lake`; the folders are what Spark, Trino and DuckDB call hive partitions. */
export function lakePath(kind: Kind, month: string, datasetId: number): string {
  return `${kind}/month=${month}/dataset-${datasetId}.parquet`;
}

/** Puts a dataset's months into the lake, in place of what an earlier try left there. */
export async function storeInLake(
  context: TrainerContext,
  dataset: { id: number; kind: Kind },
  files: readonly MonthFile[],
  signal: AbortSignal,
  told: (share: number) => void,
): Promise<void> {
  for (const [index, { month, path }] of files.entries()) {
    signal.throwIfAborted();
    await store(
      context,
      'lake',
      lakePath(dataset.kind, month, dataset.id),
      path,
      'application/vnd.apache.parquet',
    );
    told((index + 1) / files.length);
  }
}

/** Tells the database which files a dataset has in the lake. */
export async function recordInLake(
  tx: TransactionSql,
  dataset: { id: number; kind: Kind },
  files: readonly MonthFile[],
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map(({ month, rows, bytes }) => ({
    dataset_id: dataset.id,
    month: `${month}-01`,
    storage_path: lakePath(dataset.kind, month, dataset.id),
    rows,
    bytes,
  }));
  await tx`insert into public.lake_files ${tx(rows)} on conflict (dataset_id, month) do update
    set storage_path = excluded.storage_path, rows = excluded.rows, bytes = excluded.bytes`;
}

export interface LakeFile {
  datasetId: number;
  storagePath: string;
}

/** A dataset's files in the lake, oldest month first. */
export async function filesInLake(sql: Sql | TransactionSql, datasetId: number): Promise<LakeFile[]> {
  const rows = await sql`
    select dataset_id::int as id, storage_path as path from public.lake_files where dataset_id = ${datasetId} order by month`;
  return rows.map((row) => ({ datasetId: row['id'], storagePath: row['path'] }));
}

/** Brings files of the lake to disk; gives dataset and local path of each. */
export async function fetchFromLake(
  context: TrainerContext,
  files: readonly LakeFile[],
  scratch: string,
  signal: AbortSignal,
): Promise<{ datasetId: number; path: string }[]> {
  const local: { datasetId: number; path: string }[] = [];
  for (const [index, { datasetId, storagePath }] of files.entries()) {
    const path = join(scratch, `lake-${datasetId}-${index}.parquet`);
    await download(context, 'lake', storagePath, path, signal);
    local.push({ datasetId, path });
  }
  return local;
}
