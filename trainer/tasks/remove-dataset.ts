import type { Task } from 'graphile-worker';
import type { TransactionSql } from 'postgres';
import { z } from 'zod';
import type { TrainerContext } from '../context.ts';
import { passOn } from '../facts/pass-on.ts';
import { emptyLakeOf } from '../facts/strays.ts';
import { refreshContested, tellAnew } from '../facts/tell-anew.ts';
import { withDuck } from '../facts/with-duck.ts';
import { writing } from '../facts/writing.ts';
import { type Kind, KINDS } from './load/columns.ts';

const payloadSchema = z.object({ datasetId: z.coerce.number().int().positive() });

/**
 * The queue's task `remove_dataset`: takes a dataset's facts out again, so that the tables are as if it had never been
 * loaded. Cars that others speak of too are told anew from the lake; cars that nobody speaks of any more go. A dataset
 * of the same content, until now a mere duplicate, takes its place. One transaction, then the files in the lake.
 */
export function removeDatasetTask(context: TrainerContext): Task {
  return async (payload, helpers) => {
    const { datasetId } = payloadSchema.parse(payload);
    const signal = helpers.abortSignal ?? new AbortController().signal;
    await withDuck(context, `remove-${datasetId}`, (duck, scratch) =>
      writing(context, async (tx) => {
        const [row] = await tx`
          select kind from public.datasets where id = ${datasetId} and status = 'removing' for update`;
        if (!row) return; // done by an earlier try
        const kind = z.enum(KINDS).parse(row['kind']);
        const [heir] = await tx`
          select id from public.datasets where duplicate_of = ${datasetId} and status = 'loaded' order by id limit 1`;
        if (heir) await passOn(tx, datasetId, Number(heir['id']));
        else
          await tx`
            create temp table contested on commit drop as
            select knr from public.dataset_cars where dataset_id = ${datasetId}`;
        await tellAnew(tx, duck, context, kind, scratch, signal);
        await forget(tx, datasetId);
        await refreshWithout(tx, kind);
      }),
    );
    await emptyLake(context, datasetId);
    context.log('dataset removed', { datasetId });
  };
}

async function forget(tx: TransactionSql, datasetId: number): Promise<void> {
  await tx`delete from public.dataset_cars where dataset_id = ${datasetId}`;
  await tx`delete from public.ingested_rows where dataset_id = ${datasetId}`;
  await tx`
    update public.datasets set status = 'removed', phase = 'done', progress = 1, quality = null, review = null
    where id = ${datasetId}`;
  await tx`
    create temp table gone on commit drop as
    select knr from contested c where not exists (select from public.dataset_cars d where d.knr = c.knr)`;
  await tx`delete from public.cars c using gone where c.knr = gone.knr`;
  await tx`delete from contested c using gone where c.knr = gone.knr`;
}

/** Labels and features without the dataset. Without an export of failures "no failure" may mean "not loaded" again. */
async function refreshWithout(tx: TransactionSql, kind: Kind): Promise<void> {
  if (kind === 'failures') {
    await tx`select private.refresh_labels((select coalesce(array_agg(knr), '{}') from public.cars where road_test_failed = false))`;
  }
  await refreshContested(tx, kind);
  // Only now: who holds the line may wait for a row of a car that is gone, and this would wait for the line.
  await tx`delete from public.car_features f using gone where f.knr = gone.knr`;
  await tx`select private.refresh_analysis((select coalesce(array_agg(knr), '{}') from gone), null)`;
}

/** After the transaction: files that a crash leaves behind here are taken away when the task is tried again. */
async function emptyLake(context: TrainerContext, datasetId: number): Promise<void> {
  const [row] = await context.sql`select status from public.datasets where id = ${datasetId}`;
  if (row?.['status'] === 'removed') await emptyLakeOf(context, datasetId);
}
