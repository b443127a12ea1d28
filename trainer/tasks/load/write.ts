import type { TransactionSql } from 'postgres';
import type { TrainerContext } from '../../context.ts';
import type { Kind } from './columns.ts';
import type { Duck } from './duck.ts';
import type { LoadProgress } from './progress.ts';
import { writeFailures } from './write-failures.ts';
import { writeResults } from './write-results.ts';
import { writeStatus } from './write-status.ts';

/** Advisory lock of whoever writes facts: one at a time, over all trainers, whatever the queue does. */
const WRITING = 4_255_301;

export interface LoadedFile {
  datasetId: number;
  kind: Kind;
  sha256: string;
  rowsRead: number;
  rowsRejected: number;
  rejectsPath: string | null;
}

/**
 * Writes everything of one file in one transaction: facts, cars, features, and the dataset's own row as loaded. So a
 * crash at any moment leaves nothing, and a second try ends the same. False when the dataset is no longer loading.
 */
export async function writeDataset(
  context: TrainerContext,
  duck: Duck,
  scratch: string,
  file: LoadedFile,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<boolean> {
  const { datasetId } = file;
  return context.sql
    .begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${WRITING})`;
      const period = await duck.row<{ from: string | null; to: string | null; cars: number }>(
        `select min(happened_at)::varchar as "from", max(happened_at)::varchar as "to", count(distinct knr)::double as cars from clean`,
      );
      const fresh = await writeFacts(tx, context, duck, scratch, file, signal);
      signal.throwIfAborted();
      await tx`
      insert into public.dataset_cars (dataset_id, knr)
      select distinct ${datasetId}::bigint, knr from incoming_knr on conflict do nothing`;
      progress.set('features');
      await progress.end();
      const { count } = await tx`
      update public.datasets set status = 'loaded', phase = 'features', progress = 0.9, sha256 = ${file.sha256},
        rows_read = ${file.rowsRead}, rows_loaded = ${fresh}, rows_rejected = ${file.rowsRejected},
        rows_duplicate = ${file.rowsRead - file.rowsRejected - fresh}, cars_touched = ${period.cars},
        period_from = ${period.from}::timestamp, period_to = ${period.to}::timestamp, rejects_path = ${file.rejectsPath}
      where id = ${datasetId} and status = 'loading'`;
      if (count === 0) throw new NoLongerLoading();
      await tx`select private.refresh_after_load(${datasetId}, (select coalesce(array_agg(knr), '{}') from incoming_knr))`;
      await tx`
      update public.datasets set phase = 'done', progress = 1, heartbeat_at = clock_timestamp(), finished_at = clock_timestamp()
      where id = ${datasetId}`;
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof NoLongerLoading) return false;
      throw error;
    });
}

class NoLongerLoading extends Error {}

async function writeFacts(
  tx: TransactionSql,
  context: TrainerContext,
  duck: Duck,
  scratch: string,
  file: LoadedFile,
  signal: AbortSignal,
): Promise<number> {
  await tx`create temp table incoming_knr (knr text) on commit drop`;
  const fresh =
    file.kind === 'failures'
      ? await writeFailures(tx, duck, scratch, file.datasetId)
      : file.kind === 'status'
        ? await writeStatus(tx, duck, scratch, file.datasetId)
        : await writeResults(tx, duck, scratch, file.datasetId, context, signal);
  const cars = file.kind === 'status' ? 'incoming' : 'incoming_cars';
  await tx.unsafe(`insert into incoming_knr select distinct knr from ${cars}`);
  return fresh;
}
