import { openAsBlob } from 'node:fs';
import type { TrainerContext } from '../context.ts';

/** Puts a file into a bucket, in place of one of that name. The file is read as it is sent, not held in memory. */
export async function store(
  { supabase }: TrainerContext,
  bucket: string,
  name: string,
  path: string,
  contentType: string,
): Promise<void> {
  const body = await openAsBlob(path, { type: contentType });
  const { error } = await supabase.storage.from(bucket).upload(name, body, { contentType, upsert: true });
  if (error) throw new Error(`Storage did not take ${bucket}/${name}: ${error.message}`);
}
