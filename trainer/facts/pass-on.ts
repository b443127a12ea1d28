import type { TransactionSql } from 'postgres';

/**
 * Makes dataset `to`, whose file has the same content, the one that speaks in place of `from`: its Parquet files, facts,
 * cars and counts pass to it. Leaves the cars of which others of the kind speak, too, in the temporary table `contested`:
 * whose word counts there depends on the dataset's number, so they are to be told anew.
 */
export async function passOn(tx: TransactionSql, from: number, to: number): Promise<void> {
  for (const table of [
    'lake_files',
    'dataset_cars',
    'dataset_codes',
    'dataset_months',
    'failures',
    'status_events',
    'test_failures',
  ]) {
    await tx`update public.${tx.unsafe(table)} set dataset_id = ${to} where dataset_id = ${from}`;
  }
  await tx`update public.datasets set duplicate_of = ${to} where duplicate_of = ${from} and id <> ${to}`;
  await tx`
    update public.datasets d set duplicate_of = null, status = 'loaded', phase = 'done', progress = 1, kind = o.kind, sha256 = o.sha256,
      reading = o.reading, rows_read = o.rows_read, rows_loaded = o.rows_loaded, rows_duplicate = o.rows_duplicate,
      rows_rejected = o.rows_rejected, rows_corrected = o.rows_corrected, cars_touched = o.cars_touched,
      period_from = o.period_from, period_to = o.period_to, rejects_path = o.rejects_path, quality = o.quality,
      review = o.review, reviewed_by = o.reviewed_by, reviewed_at = o.reviewed_at,
      finished_at = coalesce(d.finished_at, now()), seconds_left = null
    from public.datasets o where d.id = ${to} and o.id = ${from}`;
  await tx`drop table if exists contested`;
  await tx`
    create temp table contested on commit drop as
    select c.knr from public.dataset_cars c where c.dataset_id = ${to} and exists (
      select from public.dataset_cars o join public.datasets d on d.id = o.dataset_id and d.status = 'loaded' and d.id <> ${to}
        and d.kind = (select kind from public.datasets where id = ${to})
      where o.knr = c.knr)`;
}
