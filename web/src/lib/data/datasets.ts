import { z } from 'zod';
import { session } from '$lib/session/session.svelte.ts';
import { fromRest } from './failure.ts';
import { rest } from './rest.ts';

export const KINDS = ['failures', 'results', 'status'] as const;
export type Kind = (typeof KINDS)[number];

const count = z.coerce.number().nullable();
const datasetRow = z
  .object({
    id: z.coerce.number(),
    kind: z.enum(KINDS),
    name: z.string(),
    bytes: z.coerce.number().nullable(),
    status: z.enum(['queued', 'loading', 'loaded', 'failed']),
    phase: z.string(),
    progress: z.coerce.number(),
    rows_read: count,
    rows_loaded: count,
    rows_duplicate: count,
    rows_rejected: count,
    cars_touched: count,
    period_from: z.string().nullable(),
    period_to: z.string().nullable(),
    duplicate_of: z.coerce.number().nullable(),
    rejects_path: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).loose().nullable(),
    created_at: z.string(),
  })
  .transform((r) => ({
    id: r.id,
    kind: r.kind,
    // Uploads stand in a folder of their own, so that two files of one name are two datasets.
    name: r.name.slice(r.name.lastIndexOf('/') + 1),
    bytes: r.bytes,
    status: r.status,
    progress: r.progress,
    read: r.rows_read,
    loaded: r.rows_loaded,
    duplicate: r.rows_duplicate,
    rejected: r.rows_rejected,
    cars: r.cars_touched,
    from: r.period_from,
    to: r.period_to,
    duplicateOf: r.duplicate_of,
    rejectsPath: r.rejects_path,
    error: r.error,
    createdAt: r.created_at,
  }));
export type Dataset = z.infer<typeof datasetRow>;

const COLUMNS =
  'id,kind,name,bytes,status,phase,progress,rows_read,rows_loaded,rows_duplicate,rows_rejected,cars_touched,' +
  'period_from,period_to,duplicate_of,rejects_path,error,created_at';

/** The newest 200 files. */
export function listDatasets(): Promise<Dataset[]> {
  return rest(
    session.client.from('datasets').select(COLUMNS).order('id', { ascending: false }).limit(200),
    z.array(datasetRow),
  );
}

export const isLoading = (dataset: Dataset): boolean =>
  dataset.status === 'queued' || dataset.status === 'loading';

/** The refused rows of a dataset as a file. @throws Failure */
export async function downloadRejects(path: string): Promise<Blob> {
  const inBucket = path.startsWith('rejects/') ? path.slice('rejects/'.length) : path;
  const { data, error } = await session.client.storage.from('rejects').download(inBucket);
  if (error) throw fromRest({ message: error.message });
  return data;
}
