import { z } from 'zod';
import {
  datasetKindSchema,
  qualityReportSchema,
  questionSchema,
  readingSchema,
  type DatasetKind,
} from '$shared/contracts/datasets.ts';
import { session } from '$lib/session/session.svelte.ts';
import { bareName } from './bare-name.ts';
import { everyPage } from './every-page.ts';
import { rest, restPage } from './rest.ts';

export type Kind = DatasetKind;

export const DATASET_STATUSES = [
  'queued',
  'loading',
  'asking',
  'loaded',
  'failed',
  'cancelled',
  'removing',
  'removed',
] as const;

const count = z.coerce.number().nullable();
const datasetRow = z
  .object({
    id: z.coerce.number(),
    kind: datasetKindSchema.nullable(),
    declared_kind: datasetKindSchema.nullable(),
    source: z.enum(['file', 'http']),
    name: z.string(),
    bytes: count,
    bytes_read: count,
    status: z.enum(DATASET_STATUSES),
    phase: z.string(),
    progress: z.coerce.number(),
    seconds_left: count,
    cancel_requested: z.boolean(),
    rows_read: count,
    rows_loaded: count,
    rows_duplicate: count,
    rows_rejected: count,
    rows_corrected: count,
    cars_touched: count,
    period_from: z.string().nullable(),
    period_to: z.string().nullable(),
    duplicate_of: count,
    rejects_path: z.string().nullable(),
    // What a newer trainer says in another form is left out, not an error: the rest of the row still counts.
    question: questionSchema.nullable().catch(null),
    review: z.enum(['fine', 'needs_look', 'accepted']).nullable(),
    error: z.object({ code: z.string(), message: z.string() }).loose().nullable(),
    created_at: z.string(),
    finished_at: z.string().nullable(),
    removed_at: z.string().nullable(),
    reviewed_at: z.string().nullable(),
    upload_deleted_at: z.string().nullable(),
  })
  .transform((r) => ({
    id: r.id,
    kind: r.kind,
    declaredKind: r.declared_kind,
    source: r.source,
    name: bareName(r.name),
    bytes: r.bytes,
    bytesRead: r.bytes_read,
    status: r.status,
    phase: r.phase,
    progress: r.progress,
    secondsLeft: r.seconds_left,
    cancelRequested: r.cancel_requested,
    read: r.rows_read,
    loaded: r.rows_loaded,
    duplicate: r.rows_duplicate,
    rejected: r.rows_rejected,
    corrected: r.rows_corrected,
    cars: r.cars_touched,
    from: r.period_from,
    to: r.period_to,
    duplicateOf: r.duplicate_of,
    rejectsPath: r.rejects_path,
    question: r.question,
    review: r.review,
    error: r.error,
    createdAt: r.created_at,
    finishedAt: r.finished_at,
    removedAt: r.removed_at,
    reviewedAt: r.reviewed_at,
    uploadDeletedAt: r.upload_deleted_at,
  }));
export type Dataset = z.infer<typeof datasetRow>;

const COLUMNS =
  'id,kind,declared_kind,source,name,bytes,bytes_read,status,phase,progress,seconds_left,cancel_requested,' +
  'rows_read,rows_loaded,rows_duplicate,rows_rejected,rows_corrected,cars_touched,period_from,period_to,' +
  'duplicate_of,rejects_path,question,review,error,created_at,finished_at,removed_at,reviewed_at,upload_deleted_at';

/** What a list of datasets is narrowed to; `name`: a part of the file's name. */
export const datasetFiltersSchema = z.object({
  kind: datasetKindSchema.optional(),
  status: z.enum(DATASET_STATUSES).optional(),
  name: z.string().trim().min(1).max(200).optional(),
});
export type DatasetFilters = z.infer<typeof datasetFiltersSchema>;

/** One page, from 1 on, of the datasets that the filters leave, newest first, and how many they are. @throws Failure */
export async function readDatasets(
  { kind, status, name }: DatasetFilters,
  page: number,
  pageSize: number,
): Promise<{ total: number; datasets: Dataset[] }> {
  let query = session.client.from('datasets').select(COLUMNS, { count: 'exact' });
  if (kind) query = query.eq('kind', kind);
  if (status) query = query.eq('status', status);
  // What stands in front of the last slash is the upload's folder, not the name that is shown.
  if (name) query = query.filter('name', 'imatch', `${escaped(name)}[^/]*$`);
  const from = (page - 1) * pageSize;
  const found = await restPage(
    query.order('id', { ascending: false }).range(from, from + pageSize - 1),
    datasetRow,
  );
  return { total: found.total, datasets: found.rows };
}

/** A text as a pattern that finds it and nothing else. */
const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** All of them. @throws Failure */
export const everyDataset = (filters: DatasetFilters, tell: (share: number) => void): Promise<Dataset[]> =>
  everyPage(
    async (page, size) => {
      const { total, datasets } = await readDatasets(filters, page, size);
      return { total, rows: datasets };
    },
    500,
    ({ id }) => id,
    tell,
  );

/** A dataset with how it was read and its report of quality; null when there is none. @throws Failure */
export async function findDataset(id: number) {
  const [row] = await rest(
    session.client.from('datasets').select(`${COLUMNS},reading,quality`).eq('id', id),
    z.array(z.looseObject({ reading: z.unknown(), quality: z.unknown() })),
  );
  if (!row) return null;
  return {
    ...datasetRow.parse(row),
    reading: readingSchema.safeParse(row.reading).data ?? null,
    quality: qualityReportSchema.safeParse(row.quality).data ?? null,
  };
}
export type DatasetDetails = NonNullable<Awaited<ReturnType<typeof findDataset>>>;

/** Its state will change by itself, without anybody's doing. */
export const isMoving = ({ status }: Pick<Dataset, 'status'>): boolean =>
  status === 'queued' || status === 'loading' || status === 'removing';

/** May be loaded again from the file that was uploaded. */
export const isRetryable = (dataset: Dataset): boolean =>
  ['failed', 'cancelled', 'removed'].includes(dataset.status) &&
  dataset.source === 'file' &&
  dataset.uploadDeletedAt === null;

export const isCancellable = ({ status }: Pick<Dataset, 'status'>): boolean =>
  status === 'queued' || status === 'loading' || status === 'asking';

export const isRemovable = ({ status }: Pick<Dataset, 'status'>): boolean =>
  status === 'loaded' || status === 'failed' || status === 'cancelled';
