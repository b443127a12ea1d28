import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from 'postgres';

const LOOK_EVERY = 50;
const LONGEST = 600_000;
/** What a night has time for. Messages to other systems and upkeep are not waited for. */
const WORK = ['load_dataset', 'settle_cars', 'train', 'evaluate_model', 'score_challenger', 'monitor'];

/**
 * Lets a night go by: what the queue has put off by seconds is due, and the trainer does all that is due. Jobs that failed are
 * left to the trainer's own time.
 */
export async function night(sql: Sql, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + LONGEST; ;) {
    const due = await sql<{ id: string; task: string; later: boolean }[]>`
      select j.id, j.task_identifier as task, j.locked_at is null and j.run_at > now() as later
      from graphile_worker.jobs j
      where j.task_identifier = any (${WORK}) and j.attempts < j.max_attempts
        and not (j.locked_at is null and j.attempts > 0)`;
    if (due.length === 0) return;
    const later = due.filter((job) => job.later).map(({ id }) => id);
    if (later.length > 0)
      await sql`select graphile_worker.reschedule_jobs(${later}::bigint[], run_at => now())`;
    signal.throwIfAborted();
    if (Date.now() > end)
      throw new Error(`The trainer does not end: ${due.map(({ task }) => task).join(', ')}`);
    await sleep(LOOK_EVERY);
  }
}
