import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import type { Task } from 'graphile-worker';
import { z } from 'zod';
import {
  type DateOrder,
  dateOrderSchema,
  type Question,
  type Reading,
  readingSchema,
} from '../../../shared/contracts/datasets.ts';
import { HalleError } from '../../../shared/errors.ts';
import type { TrainerContext } from '../../context.ts';
import { KINDS } from './columns.ts';
import { decideDateOrder } from './date-order.ts';
import { writeDistinct } from './distinct.ts';
import { openDownload } from '../../facts/download.ts';
import { type Duck, openDuck } from './duck.ts';
import { openFile } from './forms/index.ts';
import { deleteStrays, emptyLakeOf } from '../../facts/strays.ts';
import { storeInLake } from '../../facts/lake.ts';
import { passOn } from '../../facts/pass-on.ts';
import { tellAnew } from '../../facts/tell-anew.ts';
import { writing } from '../../facts/writing.ts';
import { LoadProgress } from './progress.ts';
import { type Staged, stageFile } from './stage.ts';
import { store } from '../../facts/store.ts';
import { type ReadFile, writeDataset } from './write.ts';

const payloadSchema = z.object({ datasetId: z.coerce.number().int().positive() });
const rowSchema = z.object({
  name: z.string(),
  declared_kind: z.enum(KINDS).nullable(),
  storage_path: z.string(),
  answers: z.object({ dateOrder: dateOrderSchema.optional() }),
  cancel_requested: z.boolean(),
});
type Row = z.infer<typeof rowSchema>;
/** The load ended without a loaded file and without a fault: a question was asked, or its content is known. */
class Settled extends Error {}

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
      await loadFile(context, datasetId, rowSchema.parse(row), scratch, progress, signal);
      context.log('dataset loaded', { datasetId, ms: Date.now() - started, phases: progress.phases() });
    } catch (error) {
      await progress.end();
      if (error instanceof Settled) return;
      if (cancel.signal.aborted) return await setCancelled(context, datasetId);
      const refusal = refusalOf(error, helpers.job.attempts >= helpers.job.max_attempts);
      if (!refusal || signal.aborted) throw error;
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
  id: number,
  row: Row,
  scratch: string,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  using duck = await openDuck(scratch);
  const interrupt = () => duck.connection.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    await emptyLakeOf(context, id); // of an earlier life: removed, and its files not yet deleted
    const upload = { id, ...row };
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

interface ReadUpload {
  sha256: string;
  staged: Staged;
  kind: ReadFile['kind'];
  reading: Reading;
}

/** Streams the upload into typed rows; a second time where the first showed that its dates are the other way round. */
async function readUpload(
  context: TrainerContext,
  duck: Duck,
  upload: Row & { id: number },
  scratch: string,
  progress: LoadProgress,
  signal: AbortSignal,
  order: DateOrder = 'day_first',
): Promise<ReadUpload> {
  const folder = await mkdtemp(join(scratch, 'read-'));
  const { bytes, size } = await openDownload(context, 'uploads', upload.storage_path, signal);
  const hash = createHash('sha256');
  const hashed = bytes.pipe(
    new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    }),
  );
  bytes.on('error', (error) => hashed.destroy(error));
  const source = { name: upload.name, declaredKind: upload.declared_kind, bytes: hashed, size };
  const file = await openFile(source, folder, duck, signal);
  const staged = await stageFile(duck, file, order, folder, signal, (read, rows) =>
    progress.read(read, rows, size),
  );
  const sha256 = hash.digest('hex');
  await context.sql`
    update public.datasets set sha256 = ${sha256}, bytes = coalesce(nullif(${size}::bigint, 0), bytes), kind = ${file.kind}
    where id = ${upload.id}`;
  if (await isLoadedAlready(context, duck, upload.id, sha256, scratch, progress, signal)) throw new Settled();
  const [settings] = await context.sql`select date_order from public.plant_settings`;
  const decision = decideDateOrder(
    staged.dates,
    upload.answers.dateOrder ?? null,
    (settings?.['date_order'] as DateOrder | null | undefined) ?? null,
  );
  if ('question' in decision) {
    await progress.end();
    await ask(context, upload.id, decision.question);
    throw new Settled();
  }
  if (decision.order !== order) {
    await rm(folder, { recursive: true });
    return readUpload(context, duck, upload, scratch, progress, signal, decision.order);
  }
  const reading = { ...file.reading, ...(decision.reading ? { dates: decision.reading } : {}) };
  return { sha256, staged, kind: file.kind, reading };
}

async function ask({ sql, log }: TrainerContext, datasetId: number, question: Question): Promise<void> {
  await sql`
    update public.datasets set status = case when cancel_requested then 'cancelled' else 'asking' end,
      question = ${sql.json(question as never)}, seconds_left = null,
      finished_at = case when cancel_requested then now() end
    where id = ${datasetId} and status = 'loading'`;
  log('dataset asks', { datasetId, about: question.about });
}

/**
 * A file whose content is loaded is told as a duplicate of that dataset: all its rows are there already. Of equal files
 * the one with the lowest number speaks, so that the order of loading does not show.
 */
async function isLoadedAlready(
  context: TrainerContext,
  duck: Duck,
  datasetId: number,
  sha256: string,
  scratch: string,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<boolean> {
  const [original] = await context.sql`
    select id::int, kind from public.datasets where sha256 = ${sha256} and status = 'loaded' and duplicate_of is null`;
  if (!original) return false;
  await progress.end();
  await writing(context, async (tx) => {
    const [own] = await tx`
      select status = 'loading' and not cancel_requested as goes_on from public.datasets where id = ${datasetId} for update`;
    const [still] = await tx`
      select id::int, kind from public.datasets
      where sha256 = ${sha256} and status = 'loaded' and duplicate_of is null for update`;
    if (!own?.['goes_on'] || !still) throw new Error('the dataset or its original changed meanwhile');
    const lower = still['id'] > datasetId;
    if (lower) {
      await tx`update public.datasets set duplicate_of = ${datasetId} where id = ${still['id']}`;
      await passOn(tx, still['id'], datasetId);
      await tellAnew(tx, duck, context, z.enum(KINDS).parse(still['kind']), scratch, signal);
      const contested = tx`select coalesce(array_agg(knr), '{}') from contested`;
      await tx`select private.refresh_labels((${contested}))`;
      await tx`select private.refresh_features((${contested}))`;
    }
    const [duplicate, speaker] = lower ? [still['id'], datasetId] : [datasetId, still['id']];
    await tx`
      update public.datasets d set status = 'loaded', phase = 'done', progress = 1, duplicate_of = o.id, kind = o.kind,
        rows_read = o.rows_read, rows_loaded = 0, rows_rejected = o.rows_rejected, rows_duplicate = o.rows_read - o.rows_rejected,
        rows_corrected = 0, cars_touched = 0, period_from = o.period_from, period_to = o.period_to, reading = o.reading,
        rejects_path = o.rejects_path, finished_at = now(), seconds_left = 0, quality = null, review = null
      from public.datasets o where d.id = ${duplicate} and o.id = ${speaker}`;
  });
  return true;
}
