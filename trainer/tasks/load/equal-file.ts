import { z } from 'zod';
import type { TrainerContext } from '../../context.ts';
import { passOn } from '../../facts/pass-on.ts';
import { refreshContested, tellAnew } from '../../facts/tell-anew.ts';
import { writing } from '../../facts/writing.ts';
import { KINDS } from './columns.ts';
import type { Duck } from './duck.ts';
import type { LoadProgress } from './progress.ts';

/**
 * A file whose content is loaded is told as a duplicate of that dataset: all its rows are there already. Of equal files
 * the one with the lowest number speaks, so that the order of loading does not show. False when there is no such file.
 */
export async function settleAsEqual(
  context: TrainerContext,
  duck: Duck,
  datasetId: number,
  sha256: string,
  scratch: string,
  progress: LoadProgress,
  signal: AbortSignal,
): Promise<boolean> {
  const [original] = await context.sql`
    select id::int, kind from public.datasets where sha256 = ${sha256} and status = 'loaded' and duplicate_of is null`;
  if (!original) return false;
  await progress.end();
  await writing(context, async (tx) => {
    const [own] = await tx`
      select status = 'loading' and not cancel_requested as goes_on from public.datasets where id = ${datasetId} for update`;
    const [still] = await tx`
      select id::int, kind from public.datasets
      where sha256 = ${sha256} and status = 'loaded' and duplicate_of is null for update`;
    if (!own?.['goes_on'] || !still) throw new Error('the dataset or its original changed meanwhile');
    const lower = still['id'] > datasetId;
    if (lower) {
      await tx`update public.datasets set duplicate_of = ${datasetId} where id = ${still['id']}`;
      await passOn(tx, still['id'], datasetId);
      const kind = z.enum(KINDS).parse(still['kind']);
      await tellAnew(tx, duck, context, kind, scratch, signal);
      await refreshContested(tx, kind);
    }
    const [duplicate, speaker] = lower ? [still['id'], datasetId] : [datasetId, still['id']];
    await tx`
      update public.datasets d set status = 'loaded', phase = 'done', progress = 1, duplicate_of = o.id, kind = o.kind,
        rows_read = o.rows_read, rows_loaded = 0, rows_rejected = o.rows_rejected, rows_duplicate = o.rows_read - o.rows_rejected,
        rows_corrected = 0, cars_touched = 0, period_from = o.period_from, period_to = o.period_to, reading = o.reading,
        rejects_path = o.rejects_path, finished_at = now(), seconds_left = 0, quality = null, review = null
      from public.datasets o where d.id = ${duplicate} and o.id = ${speaker}`;
  });
  return true;
}
