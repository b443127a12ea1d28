import { join } from 'node:path';
import type { Task } from 'graphile-worker';
import { z } from 'zod';
import type { TrainerContext } from '../context.ts';
import { viewJournal } from '../facts/journal.ts';
import { recordInLake, storeInLake } from '../facts/lake.ts';
import { withDuck } from '../facts/with-duck.ts';
import { writing } from '../facts/writing.ts';
import { KINDS } from './load/columns.ts';
import { writeDistinct } from './load/distinct.ts';
import { literal } from './load/duck.ts';

/** The lock that `ingest_rows` holds while it is at its rows. */
const INGESTING = 4_255_302;
const payloadSchema = z.object({ datasetId: z.coerce.number().int().positive() });

/**
 * The queue's task `store_ingested`: moves the rows that came over HTTP on a day that is over from the journal into the
 * lake. Nothing changes in the tables of facts.
 */
export function storeIngestedTask(context: TrainerContext): Task {
  return async (payload, helpers) => {
    const { datasetId } = payloadSchema.parse(payload);
    const signal = helpers.abortSignal ?? new AbortController().signal;
    await withDuck(context, `ingested-${datasetId}`, (duck, scratch) =>
      writing(context, async (tx) => {
        const [row] =
          await tx`select kind from public.datasets where id = ${datasetId} and source = 'http' and status = 'loaded'`;
        if (!row) return;
        const dataset = { id: datasetId, kind: z.enum(KINDS).parse(row['kind']) };
        // No request of `ingest_rows` is between what it reads of the journal and what it reads of the lake's list.
        await tx`select pg_advisory_xact_lock(${INGESTING})`;
        const count = await viewJournal(tx, duck, dataset);
        if (count === 0) return;
        const path = join(scratch, 'journal.parquet');
        await duck.run(`copy (select *, 0 as refusal from facts) to ${literal(path)} (format parquet)`);
        const [span] = await duck.rows<{ from: string; to: string }>(
          `select strftime(min(happened_at), '%Y-%m') as "from", strftime(max(happened_at), '%Y-%m') as "to" from facts`,
        );
        const staged = [{ path, from: span?.from ?? null, to: span?.to ?? null }];
        const months = await writeDistinct(
          duck,
          dataset.kind,
          staged,
          count,
          scratch,
          signal,
          () => undefined,
        );
        await storeInLake(context, dataset, months, signal, () => undefined);
        await recordInLake(tx, dataset, months);
        await tx`delete from public.ingested_rows where dataset_id = ${datasetId}`;
      }),
    );
  };
}
