import type { TransactionSql } from 'postgres';
import type { Reading } from '../../../shared/contracts/datasets.ts';
import type { TrainerContext } from '../../context.ts';
import type { Kind } from './columns.ts';
import type { MonthFile } from './distinct.ts';
import { type Duck, literal } from './duck.ts';
import { LAKE_TYPES } from '../../facts/facts.ts';
import { recordInLake } from '../../facts/lake.ts';
import type { LoadProgress } from './progress.ts';
import { assessQuality } from './quality/index.ts';
import { speak } from '../../facts/speak.ts';
import { writing } from '../../facts/writing.ts';

export interface ReadFile {
  id: number;
  kind: Kind;
  sha256: string;
  reading: Reading;
  rowsRead: number;
  rowsRejected: number;
  rejectsPath: string | null;
  /** Empty when every row was refused. */
  months: MonthFile[];
}

/**
 * Writes everything of one file in one transaction: facts, cars, features, and the dataset's own row as loaded. So a
 * crash at any moment leaves nothing, and a second try ends the same. False when the dataset is no longer loading.
 */
export async function writeDataset(
  context: TrainerContext,
  duck: Duck,
  scratch: string,
  file: ReadFile,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<boolean> {
  await viewFacts(
    duck,
    file.kind,
    file.months.map((month) => month.path),
  );
  return writing(context, async (tx) => {
    const { id, kind } = file;
    const [own] = await tx`
      select status = 'loading' and not cancel_requested as goes_on from public.datasets where id = ${id}`;
    if (!own?.['goes_on']) return false;
    const spoken = await speak(tx, duck, context, file, scratch, signal);
    const stored = file.months.reduce((sum, { rows }) => sum + rows, 0);
    if (spoken.distinct !== stored)
      throw new Error(`${stored} rows are stored, ${spoken.distinct} were written`);
    await recordInLake(tx, file, file.months);
    const rowsDuplicate = file.rowsRead - file.rowsRejected - spoken.loaded;
    const quality = await assessQuality(
      duck,
      tx,
      { id, kind, rowsRead: file.rowsRead, rowsRejected: file.rowsRejected, rowsDuplicate },
      'facts',
    );
    signal.throwIfAborted();
    progress.set('features');
    await progress.end();
    const { count } = await tx`
      update public.datasets set status = 'loaded', kind = ${kind}, duplicate_of = null, phase = 'features', progress = 0.9, sha256 = ${file.sha256},
        rows_read = ${file.rowsRead}, rows_loaded = ${spoken.loaded}, rows_rejected = ${file.rowsRejected},
        rows_duplicate = ${rowsDuplicate}, rows_corrected = ${spoken.corrected}, cars_touched = ${spoken.cars},
        period_from = ${spoken.from}::timestamp, period_to = ${spoken.to}::timestamp, rejects_path = ${file.rejectsPath},
        reading = ${tx.json(file.reading)}, quality = ${tx.json(quality.report)}, review = ${quality.review}
      where id = ${id} and status = 'loading' and not cancel_requested`;
    if (count === 0) throw new NoLongerLoading();
    await refresh(tx, id);
    await tx`
      update public.datasets set phase = 'done', progress = 1, seconds_left = 0, bytes_read = bytes,
        heartbeat_at = clock_timestamp(), finished_at = clock_timestamp()
      where id = ${id}`;
    return true;
  }).catch((error: unknown) => {
    if (error instanceof NoLongerLoading) return false;
    throw error;
  });
}

class NoLongerLoading extends Error {}

async function refresh(tx: TransactionSql, id: number): Promise<void> {
  await tx`select private.refresh_after_load(${id}, (select coalesce(array_agg(knr), '{}') from touched))`;
}

/** The rows of Parquet files as the DuckDB view `facts`; of no file at all, no rows. */
export async function viewFacts(duck: Duck, kind: Kind, paths: readonly string[]): Promise<void> {
  await duck.run(`create or replace table nothing (${LAKE_TYPES[kind]})`);
  const files = paths.map(literal).join(', ');
  await duck.run(
    `create or replace view facts as from ${paths.length > 0 ? `read_parquet([${files}])` : 'nothing'}`,
  );
}
