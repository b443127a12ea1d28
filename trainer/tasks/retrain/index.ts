import { parseCronItems, type ParsedCronItem, type Task } from 'graphile-worker';
import type { TrainerContext } from '../../context.ts';

/**
 * The queue's task `retrain`: asks the plant's policy whether a scheduled run is due, and has candidates compared that
 * could not be. What is due is decided in SQL, under the policy's lock: a second trainer, or the same job twice, finds
 * nothing more to do.
 */
export function retrainTask({ sql, log }: TrainerContext): Task {
  return async () => {
    const [row] = await sql`select private.ask_by_schedule() as asked`;
    if (row?.['asked']) log('scheduled run asked for');
    await sql`select private.compare_candidates()`;
  };
}

/** Looked at every ten minutes, so that a changed schedule needs no restart and is late by no more than that. */
export const RETRAIN_CRON: ParsedCronItem[] = parseCronItems([
  { task: 'retrain', match: '*/10 * * * *', options: { jobKey: 'retrain', maxAttempts: 5 } },
]);
