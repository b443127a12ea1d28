import { z } from 'zod';
import { parseRejects, type Rejects } from '$lib/datasets/parse-rejects.ts';
import { session } from '$lib/session/session.svelte.ts';
import { Failure, fromRest } from './failure.ts';
import { rest } from './rest.ts';

/** A link to a file that is valid for a minute, and that saves it as `name`. @throws Failure */
async function linkTo(bucket: 'lake' | 'rejects', path: string, name: string): Promise<string> {
  const storage = await session.client.storage();
  const { data, error } = await storage.from(bucket).createSignedUrl(path, 60, { download: name });
  if (error) throw fromRest({ message: error.message });
  return data.signedUrl;
}

/** Hands a file of Storage to the person's downloads without reading it into the page. @throws Failure */
async function download(bucket: 'lake' | 'rejects', path: string, name: string): Promise<void> {
  const link = document.createElement('a');
  link.href = await linkTo(bucket, path, name);
  link.click();
}

const inRejects = (path: string) => (path.startsWith('rejects/') ? path.slice('rejects/'.length) : path);

/** The refused rows of a dataset as a file. @throws Failure */
export const downloadRejects = (path: string, name: string) =>
  download('rejects', inRejects(path), `${name}.rejects.csv`);

/** The first `limit` refused rows. Reads no more of the file than they need. @throws Failure */
export async function readRejects(path: string, limit: number): Promise<Rejects> {
  const answer = await fetch(await linkTo('rejects', inRejects(path), 'rejects.csv'));
  if (!answer.ok || !answer.body) throw new Failure('unexpected', `Storage answered ${answer.status}.`);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return parseRejects(text, limit, true);
    text += value;
    const found = parseRejects(text, limit, false);
    if (found.more) {
      await reader.cancel();
      return found;
    }
  }
}

const lakeRow = z
  .object({ month: z.string(), storage_path: z.string(), rows: z.coerce.number(), bytes: z.coerce.number() })
  .transform((r) => ({ month: r.month, path: r.storage_path, rows: r.rows, bytes: r.bytes }));
export type LakeFile = z.infer<typeof lakeRow>;

/** What was kept of a dataset as Parquet, by month. @throws Failure */
export function listLakeFiles(datasetId: number): Promise<LakeFile[]> {
  return rest(
    session.client
      .from('lake_files')
      .select('month,storage_path,rows,bytes')
      .eq('dataset_id', datasetId)
      .order('month'),
    z.array(lakeRow),
  );
}

/** @throws Failure */
export const downloadLakeFile = (file: LakeFile) =>
  // The path without its slashes says kind, month and dataset.
  download('lake', file.path, file.path.replaceAll('/', '-').replace('month=', ''));
