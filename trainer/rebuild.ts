import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import postgres, { type TransactionSql } from 'postgres';
import { z } from 'zod';
import type { TrainerContext } from './context.ts';
import { fetchFromLake, filesInLake } from './facts/lake.ts';
import { viewJournal } from './facts/journal.ts';
import { speak } from './facts/speak.ts';
import { writing } from './facts/writing.ts';
import { ownScratch } from './scratch.ts';
import type { TrainerSettings } from './settings.ts';
import { KINDS } from './tasks/load/columns.ts';
import { openDuck } from './tasks/load/duck.ts';
import { viewFacts } from './tasks/load/write.ts';

const datasetSchema = z.object({ id: z.number(), kind: z.enum(KINDS), name: z.string() });

/** What happens when a car's label comes or goes. */
const OF_LABELS = ['labels_arrived', 'outcomes_of_new', 'outcomes_of_changed', 'outcomes_of_gone'];

/**
 * Makes all tables of facts, labels and features anew from the lake (and the journal of HTTP rows), in one transaction:
 * readers see the old tables until the new ones are whole; loads and HTTP rows wait. Trained models, deployments and
 * predictions stay. `told` hears each dataset as its rows are in.
 */
export async function rebuildTables(
  context: TrainerContext,
  told: (done: number, of: number, name: string) => void,
): Promise<{ datasets: number; cars: number }> {
  const signal = new AbortController().signal;
  const own = ownScratch(context.settings.scratchDir);
  const scratch = mkdtempSync(join(own, 'rebuild-'));
  try {
    return await writing(context, async (tx) => {
      // A request that is at its rows ends first, later ones wait: what they wrote meanwhile would be told twice.
      // Labels that come back are not new ones: nobody retrains for them, and predictions keep their outcome instead of
      // losing it and getting it again. (Takes a share row exclusive lock of the table.)
      for (const trigger of OF_LABELS) await tx`alter table public.cars disable trigger ${tx(trigger)}`;
      await tx`select private.hold_line()`;
      await tx`delete from private.line_changes`;
      await tx`delete from private.road_test_ends`;
      await tx`select private.forget_analysis()`;
      // Not `truncate`: it would shut readers out until the end.
      for (const table of [
        'failures',
        'status_events',
        'test_results',
        'test_failures',
        'dataset_cars',
        'car_features',
        'cars',
      ]) {
        await tx`delete from public.${tx.unsafe(table)}`;
      }
      const rows = await tx`
        select id::int, kind, name from public.datasets where status = 'loaded' and duplicate_of is null order by id`;
      const datasets = z.array(datasetSchema).parse(rows);
      for (const [index, dataset] of datasets.entries()) {
        await speakAgain(tx, context, dataset, scratch, signal);
        told(index + 1, datasets.length, dataset.name);
      }
      await tx`select private.refresh_labels((select coalesce(array_agg(knr), '{}') from public.cars))`;
      await tx`select private.refresh_features((select coalesce(array_agg(knr), '{}') from public.cars))`;
      await tx`select private.refresh_analysis((select coalesce(array_agg(knr), '{}') from public.cars), null)`;
      for (const trigger of OF_LABELS) await tx`alter table public.cars enable trigger ${tx(trigger)}`;
      // Looks at every prediction when the transaction ends, and writes those whose car's label is another than before.
      await tx`insert into private.outcome_checks (after_prediction) values (0)`;
      const [{ cars } = { cars: 0 }] = await tx<
        { cars: number }[]
      >`select count(*)::int as cars from public.cars`;
      return { datasets: datasets.length, cars };
    });
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

async function speakAgain(
  tx: TransactionSql,
  context: TrainerContext,
  dataset: z.infer<typeof datasetSchema>,
  scratch: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = mkdtempSync(join(scratch, `dataset-${dataset.id}-`));
  using duck = await openDuck(folder);
  await duck.run('set preserve_insertion_order = false');
  const local = await fetchFromLake(context, await filesInLake(tx, dataset.id), folder, signal);
  if (local.length > 0) {
    await viewFacts(
      duck,
      dataset.kind,
      local.map(({ path }) => path),
    );
  } else {
    await viewJournal(tx, duck, dataset);
  }
  await speak(tx, duck, context, dataset, folder, signal);
  rmSync(folder, { recursive: true, force: true });
}

/** A context of its own for a command; `settings` as the trainer reads them. */
export function commandContext(settings: TrainerSettings): TrainerContext {
  return {
    settings,
    sql: postgres(settings.databaseUrl, {
      max: 2,
      onnotice: () => undefined,
      connection: { application_name: 'halle rebuild' },
    }),
    supabase: createClient(settings.apiUrl, settings.secretKey, {
      auth: { persistSession: false, autoRefreshToken: false },
    }),
    log: () => undefined,
  };
}
