import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from 'graphile-worker';
import type { Sql } from 'postgres';
import type { TrainerContext } from '../../context.ts';

/** Rows of a kind that go in one transaction, and the pause (ms) after it, in which others have the disk. */
const BATCH = 1000;
const PAUSE = 100;

/**
 * The queue's task `upkeep`: thins what is older than the plant's set times, batch after batch until nothing is left. A
 * trainer that stops leaves the rest to the next try; what it has thinned is noted with each batch.
 */
export function upkeepTask({ sql, log }: TrainerContext): Task {
  return async (_payload, helpers) => {
    const thinned = await thinAll(sql, helpers.abortSignal);
    log('upkeep', thinned);
  };
}

/** Thins until nothing is left. Returns how many rows went, by what they were. Throws when `signal` says to stop. */
export async function thinAll(
  sql: Sql,
  signal?: AbortSignal,
  { batch = BATCH, pause = PAUSE } = {},
): Promise<Record<string, number>> {
  const [run] = await sql<{ id: string }[]>`insert into public.upkeep_runs default values returning id`;
  const all: Record<string, number> = {};
  for (;;) {
    signal?.throwIfAborted();
    const gone = await sql.begin(async (tx) => {
      const [row] = await tx<{ gone: Record<string, number> }[]>`select private.thin(${batch}) as gone`;
      for (const [kind, rows] of Object.entries(row!.gone)) all[kind] = (all[kind] ?? 0) + rows;
      const last = Object.values(row!.gone).every((rows) => rows === 0);
      await tx`
        update public.upkeep_runs set thinned = ${tx.json(all)}, finished_at = ${last ? tx`now()` : null}
        where id = ${run!.id}`;
      return !last;
    });
    if (!gone) return all;
    await sleep(pause);
  }
}
