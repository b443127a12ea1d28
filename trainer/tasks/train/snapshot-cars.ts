import type { TrainerContext } from '../../context.ts';
import type { Snapshot } from './snapshot.ts';

/** A labelled car that a run leaves out, and the dataset because of which; of several the oldest. */
export interface ExcludedCar {
  knr: string;
  reason: 'in_review';
  datasetId: number;
}

/**
 * Keeps by number which cars a snapshot holds, on which side of the holdout, which were left out and from which files
 * they come: the Parquet file has the same cars, but nobody asks it for one. A row that is there stays as it is.
 */
export async function keepSnapshotCars(
  { sql }: Pick<TrainerContext, 'sql'>,
  snapshotId: number,
  snapshot: Pick<Snapshot, 'knr' | 'enteredAt' | 'excluded'>,
  holdoutFrom: string,
): Promise<void> {
  const [kept] = await sql`select from public.snapshot_cars where snapshot_id = ${snapshotId}`;
  if (kept) return;
  const side = (heldOut: boolean) =>
    snapshot.knr.filter((_, car) => snapshot.enteredAt[car]! >= holdoutFrom === heldOut).sort();
  // A file that speaks of a car counts whatever it says of it. Rows that came over HTTP are a dataset a day and have no
  // hash; a second upload of the same content speaks of no car.
  await sql`
    insert into public.snapshot_cars (snapshot_id, learned, held_out, excluded, datasets)
    select ${snapshotId}, ${side(false)}::text[], ${side(true)}::text[], ${sql.json(snapshot.excluded as never)},
      coalesce((
        select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'kind', d.kind, 'sha256', d.sha256,
          'rows', d.rows_loaded) order by d.id)
        from public.datasets d
        where d.status = 'loaded' and d.id in (
          select dc.dataset_id from public.dataset_cars dc join unnest(${snapshot.knr}::text[]) s (knr) using (knr))), '[]')
    on conflict (snapshot_id) do nothing`;
}
