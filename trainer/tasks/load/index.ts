import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Task } from 'graphile-worker';
import { z } from 'zod';
import { HalleError } from '../../../shared/errors.ts';
import type { TrainerContext } from '../../context.ts';
import { tellFailedTry } from '../../failed-try.ts';
import { writeDistinct } from './distinct.ts';
import { type Duck, openDuck } from './duck.ts';
import { deleteStrays, emptyLakeOf } from '../../facts/strays.ts';
import { storeInLake } from '../../facts/lake.ts';
import { LoadProgress } from './progress.ts';
import { readUpload, Settled, type Upload, uploadSchema } from './read-upload.ts';
import { store } from '../../facts/store.ts';
import { type ReadFile, writeDataset } from './write.ts';

const payloadSchema = z.object({ datasetId: z.coerce.number().int().positive() });
/**
 * The queue's task `load_dataset`: brings one uploaded file into the lake and the tables. Ends with the dataset loaded,
 * asking, cancelled, or failed with a sentence when the file is at fault; what may get better (Storage or database
 * away) is thrown and tried again.
 */
export function loadDatasetTask(context: TrainerContext): Task {
  return async (payload, helpers) => {
    const { datasetId } = payloadSchema.parse(payload);
    const [row] = await context.sql`
      update public.datasets set status = 'loading', phase = 'read', progress = 0, error = null, bytes_read = 0,
        seconds_left = null, rows_read = null, started_at = now(), heartbeat_at = now()
      where id = ${datasetId} and status in ('queued', 'loading') and source = 'file'
      returning name, declared_kind, storage_path, answers, cancel_requested`;
    if (!row) return; // settled by an earlier try, or by a person
    const cancel = new AbortController();
    if (row['cancel_requested']) cancel.abort();
    const signal = AbortSignal.any([cancel.signal, ...(helpers.abortSignal ? [helpers.abortSignal] : [])]);
    const progress = new LoadProgress(context, datasetId, () => cancel.abort());
    await mkdir(context.settings.scratchDir, { recursive: true });
    const scratch = await mkdtemp(join(context.settings.scratchDir, `dataset-${datasetId}-`));
    const started = Date.now();
    try {
      await loadFile(context, uploadSchema.parse({ ...row, id: datasetId }), scratch, progress, signal);
      context.log('dataset loaded', { datasetId, ms: Date.now() - started, phases: progress.phases() });
    } catch (error) {
      await progress.end();
      if (error instanceof Settled) return;
      if (cancel.signal.aborted) return await setCancelled(context, datasetId);
      const refusal = refusalOf(error, helpers.job.attempts >= helpers.job.max_attempts);
      if (signal.aborted) throw error;
      if (!refusal) {
        await tellFailedTry(context, 'datasets', datasetId, error);
        throw error;
      }
      context.log('dataset failed', { datasetId, code: refusal.code, message: refusal.message });
      await context.sql`
        update public.datasets set status = 'failed', error = ${context.sql.json(refusal as never)}, finished_at = now()
        where id = ${datasetId} and status = 'loading'`;
      await deleteStrays(context, datasetId);
    } finally {
      await progress.end();
      await rm(scratch, { recursive: true, force: true });
    }
  };
}

async function setCancelled(context: TrainerContext, datasetId: number): Promise<void> {
  await context.sql`
    update public.datasets set status = 'cancelled', finished_at = now(), seconds_left = null, rows_read = null
    where id = ${datasetId} and status = 'loading'`;
  await deleteStrays(context, datasetId);
  context.log('dataset cancelled', { datasetId });
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
  upload: Upload,
  scratch: string,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const { id } = upload;
  using duck = await openDuck(scratch);
  const interrupt = () => duck.connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    await emptyLakeOf(context, id); // of an earlier life: removed, and its files not yet deleted
    const { sha256, staged, kind, reading } = await readUpload(
      context,
      duck,
      upload,
      scratch,
      progress,
      signal,
    );
    if (staged.read === 0) throw new HalleError('empty_file', 'The file holds a header and no rows.');
    progress.set('sort');
    await duck.run('set preserve_insertion_order = false');
    const months = await writeDistinct(
      duck,
      kind,
      staged.pieces,
      staged.read - staged.refused,
      scratch,
      signal,
      (share) => progress.set('sort', share),
    );
    progress.set('store');
    await storeInLake(context, { id, kind }, months, signal, (share) => progress.set('store', share));
    const rejectsPath = staged.refused > 0 ? `${id}.csv` : null;
    if (rejectsPath) {
      await staged.rejects.close(staged.refused);
      await store(context, 'rejects', rejectsPath, staged.rejects.path, 'text/csv');
    }
    progress.set('write');
    const file: ReadFile = {
      id,
      kind,
      sha256,
      reading,
      rowsRead: staged.read,
      rowsRejected: staged.refused,
      rejectsPath,
      months,
    };
    await writeOrCancel(context, duck, scratch, file, progress, signal);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

async function writeOrCancel(
  context: TrainerContext,
  duck: Duck,
  scratch: string,
  file: ReadFile,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<void> {
  if (await writeDataset(context, duck, scratch, file, progress, signal)) return;
  await progress.end();
  await setCancelled(context, file.id);
  throw new Settled();
}
