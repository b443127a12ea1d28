import type { Sql } from 'postgres';

/** Takes the cars of a year out again, with all that was ever said of them, and the fixtures' datasets. */
export async function forgetIngested(sql: Sql, year: string): Promise<void> {
  const cars = `${year}-%`;
  await sql.begin(async (tx) => {
    // A settling trainer locks them, too.
    await tx`select from public.cars where knr like ${cars} order by knr for update`;
    for (const table of [
      'ingested_rows',
      'failures',
      'status_events',
      'test_results',
      'test_failures',
      'car_features',
      'dataset_cars',
      'cars',
    ]) {
      await tx`delete from public.${tx(table)} where knr like ${cars}`;
    }
    await tx`delete from public.ingest_requests`;
    await tx`delete from public.datasets d where d.name = ${`fixture-${year}`}`;
    await tx`
      update public.datasets d set period_from = null, period_to = null where d.source = 'http'
      and not exists (select from public.ingested_rows j where j.dataset_id = d.id)
      and not exists (select from public.lake_files f where f.dataset_id = d.id)`;
  });
}
