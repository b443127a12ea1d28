import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { z } from 'zod';
import {
  type DateOrder,
  dateOrderSchema,
  type Question,
  type Reading,
} from '../../../shared/contracts/datasets.ts';
import type { TrainerContext } from '../../context.ts';
import { openDownload } from '../../facts/download.ts';
import { type Kind, KINDS } from './columns.ts';
import { decideDateOrder } from './date-order.ts';
import type { Duck } from './duck.ts';
import { settleAsEqual } from './equal-file.ts';
import { openFile } from './forms/index.ts';
import type { LoadProgress } from './progress.ts';
import { type Staged, stageFile } from './stage.ts';

export const uploadSchema = z.object({
  id: z.number(),
  name: z.string(),
  declared_kind: z.enum(KINDS).nullable(),
  storage_path: z.string(),
  answers: z.object({ dateOrder: dateOrderSchema.optional() }),
});
export type Upload = z.infer<typeof uploadSchema>;

/** The load ended without a loaded file and without a fault: a question was asked, or its content is known. */
export class Settled extends Error {}

export interface ReadUpload {
  sha256: string;
  staged: Staged;
  kind: Kind;
  reading: Reading;
}

/** Streams the upload into typed rows; a second time where the first showed that its dates are the other way round. */
export async function readUpload(
  context: TrainerContext,
  duck: Duck,
  upload: Upload,
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
  if (await settleAsEqual(context, duck, upload.id, sha256, scratch, progress, signal)) throw new Settled();
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
  const reading = {
    ...file.reading,
    ...(decision.reading ? { dates: decision.reading } : {}),
    ...(staged.notNumbers ? { notNumbers: staged.notNumbers } : {}),
  };
  return { sha256, staged, kind: file.kind, reading };
}

async function ask({ sql, log }: TrainerContext, datasetId: number, question: Question): Promise<void> {
  await sql`
    update public.datasets set status = case when cancel_requested then 'cancelled' else 'asking' end,
      question = ${sql.json(question)}, seconds_left = null,
      finished_at = case when cancel_requested then now() end
    where id = ${datasetId} and status = 'loading'`;
  log('dataset asks', { datasetId, about: question.about });
}
