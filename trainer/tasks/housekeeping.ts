import type { TrainerContext } from '../context.ts';
import { deleteStrays } from '../facts/strays.ts';

/**
 * What time asks for: HTTP rows of days that are over go into the lake; raw uploads, which name employees, are deleted
 * the set number of days after their Parquet form exists (those that were never loaded, after their end); what loads that
 * came to nothing have stored goes; once a night the task `upkeep` is asked for. Safe at any time.
 */
export async function housekeeping(context: TrainerContext): Promise<void> {
  await context.sql`
    select private.enqueue('store_ingested', json_build_object('datasetId', d.id), 'store_ingested:' || d.id, now(), 'load_dataset')
    from public.datasets d
    where d.source = 'http' and d.status = 'loaded' and d.created_at < now() - interval '25 hours'
      and exists (select from public.ingested_rows r where r.dataset_id = d.id)`;
  // A car that a request held while a load decided its label is decided here.
  await context.sql`select private.refresh_undecided(), private.refresh_features('{}')`;
  await context.sql`
    update public.datasets set status = 'cancelled', question = null, finished_at = now()
    where status = 'asking' and created_at < now() - make_interval(days => (select upload_days from public.plant_settings))`;
  await context.sql`select private.ask_for_upkeep()`;
  await deleteStrays(context);
  await deleteOldUploads(context);
}

export async function deleteOldUploads({ sql, supabase, log }: TrainerContext): Promise<number> {
  const old = await sql<{ id: string; path: string }[]>`
    select d.id, d.storage_path as path from public.datasets d
    where d.source = 'file' and d.upload_deleted_at is null and d.storage_path is not null
      and d.status in ('loaded', 'failed', 'cancelled', 'removed')
      and d.finished_at < now() - make_interval(days => (select upload_days from public.plant_settings))
      and not exists (
        select from public.datasets o where o.storage_path = d.storage_path and o.id <> d.id
          and (o.status in ('queued', 'loading', 'asking') or o.finished_at >= now() - make_interval(days => (select upload_days from public.plant_settings))))
    order by d.id limit 100`;
  if (old.length === 0) return 0;
  const { error } = await supabase.storage.from('uploads').remove([...new Set(old.map((row) => row.path))]);
  if (error) throw new Error(`Storage did not remove old uploads: ${error.message}`);
  await sql`update public.datasets set upload_deleted_at = now() where id = any (${old.map((row) => row.id)})`;
  log('uploads deleted', { datasets: old.map((row) => Number(row.id)) });
  return old.length;
}
