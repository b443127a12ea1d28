import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from 'graphile-worker';
import { z } from 'zod';
import { HalleError } from '../../../shared/errors.ts';
import type { TrainerContext } from '../../context.ts';
import { readRows } from './clean.ts';
import { KINDS, type Kind } from './columns.ts';
import { download } from './download.ts';
import { openDuck } from './duck.ts';
import { LoadProgress } from './progress.ts';
import { openSource } from './open-source.ts';
import { storeRejects } from './rejects.ts';
import { writeDataset } from './write.ts';

const payloadSchema = z.object({ datasetId: z.coerce.number().int().positive() });
const rowSchema = z.object({ kind: z.enum(KINDS), name: z.string(), storage_path: z.string() });

/**
 * The queue's task `load_dataset`: brings one uploaded file into the tables. Ends with the dataset loaded, or failed
 * with a sentence when the file is at fault; what may get better (Storage or database away) is thrown and tried again.
 */
export function loadDatasetTask(context: TrainerContext): Task {
  return async (payload, helpers) => {
    const { datasetId } = payloadSchema.parse(payload);
    const [row] = await context.sql`
      update public.datasets set status = 'loading', phase = 'download', progress = 0, error = null,
        started_at = coalesce(started_at, now()), heartbeat_at = now()
      where id = ${datasetId} and status in ('queued', 'loading') returning kind, name, storage_path`;
    if (!row) return; // loaded or failed by an earlier try
    const signal = helpers.abortSignal ?? new AbortController().signal;
    const progress = new LoadProgress(context, datasetId);
    await mkdir(context.settings.scratchDir, { recursive: true });
    const scratch = await mkdtemp(join(context.settings.scratchDir, `dataset-${datasetId}-`));
    const started = Date.now();
    try {
      await loadFile(context, datasetId, rowSchema.parse(row), scratch, progress, signal);
      context.log('dataset loaded', { datasetId, ms: Date.now() - started });
    } catch (error) {
      await progress.end();
      const refusal = refusalOf(error, helpers.job.attempts >= helpers.job.max_attempts);
      if (!refusal || signal.aborted) throw error;
      context.log('dataset failed', { datasetId, code: refusal.code, message: refusal.message });
      await context.sql`
        update public.datasets set status = 'failed', error = ${context.sql.json(refusal as never)}, finished_at = now()
        where id = ${datasetId} and status = 'loading'`;
    } finally {
      await progress.end();
      await rm(scratch, { recursive: true, force: true });
    }
  };
}

/** What is told of an error that trying again does not mend; null for one that the queue shall try again. */
function refusalOf(error: unknown, lastTry: boolean) {
  if (error instanceof HalleError) return error.toBody().error;
  if (!lastTry) return null;
  const reason = error instanceof Error ? error.message : String(error);
  return {
    code: 'unavailable',
    message: `The file could not be loaded after several tries: ${reason.split('\n')[0]}`,
  };
}

async function loadFile(
  context: TrainerContext,
  datasetId: number,
  dataset: { kind: Kind; name: string; storage_path: string },
  scratch: string,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<void> {
  const path = join(scratch, 'upload');
  const { sha256, bytes } = await download(context, 'uploads', dataset.storage_path, path, signal, (share) =>
    progress.set('download', share),
  );
  await context.sql`update public.datasets set sha256 = ${sha256}, bytes = ${bytes} where id = ${datasetId}`;
  if (await isLoadedAlready(context, datasetId, dataset.kind, sha256, progress)) return;
  progress.set('read');
  const source = await openSource(path, dataset, scratch);
  using duck = await openDuck(scratch);
  const interrupt = () => duck.connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    progress.set('clean');
    const { read, refused } = await readRows(duck, source);
    if (read === 0) throw new HalleError('empty_file', 'The file holds a header and no rows.');
    const rejectsPath = refused > 0 ? await storeRejects(context, duck, source, scratch, datasetId) : null;
    signal.throwIfAborted();
    progress.set('write');
    await writeDataset(
      context,
      duck,
      scratch,
      { datasetId, kind: source.kind, sha256, rowsRead: read, rowsRejected: refused, rejectsPath },
      progress,
      signal,
    );
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** A file whose content is loaded is told as a duplicate of that dataset: all its rows are there already. */
async function isLoadedAlready(
  { sql }: TrainerContext,
  datasetId: number,
  kind: Kind,
  sha256: string,
  progress: LoadProgress,
): Promise<boolean> {
  const [original] = await sql`
    select id from public.datasets
    where sha256 = ${sha256} and kind = ${kind} and status = 'loaded' and duplicate_of is null`;
  if (!original) return false;
  await progress.end();
  await sql`
    update public.datasets d set status = 'loaded', phase = 'done', progress = 1, duplicate_of = o.id,
      rows_read = o.rows_read, rows_loaded = 0, rows_rejected = o.rows_rejected, rows_duplicate = o.rows_read - o.rows_rejected,
      cars_touched = 0, rejects_path = o.rejects_path, finished_at = now()
    from public.datasets o where d.id = ${datasetId} and o.id = ${original['id']}`;
  return true;
}
