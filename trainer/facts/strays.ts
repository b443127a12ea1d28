import type { TrainerContext } from '../context.ts';

/**
 * Deletes what a load that was cancelled, or failed for good, had put into the lake and into the rejects: of one dataset,
 * or of all. Its row is locked meanwhile, so no new try can begin to store. Storage's trouble is logged, not thrown: the
 * trainer's housekeeping comes back to it.
 */
export async function deleteStrays(
  { sql, supabase, log }: TrainerContext,
  datasetId: number | null = null,
): Promise<void> {
  try {
    await sql.begin(async (tx) => {
      const strays = await tx<{ bucket: string; name: string }[]>`
        select o.bucket_id as bucket, o.name from public.datasets d
        join storage.objects o on o.bucket_id in ('lake', 'rejects')
          and substring(o.name from '([0-9]+)[.](?:parquet|csv)$') = d.id::text
        where d.status in ('failed', 'cancelled') and (${datasetId}::bigint is null or d.id = ${datasetId})
          and o.name is distinct from d.rejects_path
          and not exists (select from public.lake_files f where f.storage_path = o.name)
        for update of d skip locked`;
      for (const bucket of new Set(strays.map((stray) => stray.bucket))) {
        const names = strays.filter((stray) => stray.bucket === bucket).map((stray) => stray.name);
        const { error } = await supabase.storage.from(bucket).remove(names);
        if (error) throw new Error(`Storage did not remove strays: ${error.message}`);
      }
    });
  } catch (error) {
    log('strays not deleted', { datasetId, error: error instanceof Error ? error.message : String(error) });
  }
}

/** Takes away what an earlier life of a dataset has in the lake: it was removed, and its files not yet deleted. */
export async function emptyLakeOf({ sql, supabase }: TrainerContext, datasetId: number): Promise<void> {
  const files = await sql<{ path: string }[]>`
    select storage_path as path from public.lake_files where dataset_id = ${datasetId}`;
  if (files.length === 0) return;
  const { error } = await supabase.storage.from('lake').remove(files.map((file) => file.path));
  if (error) throw new Error(`Storage did not remove the files of dataset ${datasetId}: ${error.message}`);
  await sql`delete from public.lake_files where dataset_id = ${datasetId}`;
}
