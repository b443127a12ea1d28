import type { TransactionSql } from 'postgres';
import type { TrainerContext } from '../context.ts';
import type { Kind } from '../tasks/load/columns.ts';
import { analyzeGrown } from './analyze.ts';
import { resolveContested } from './contested.ts';
import type { Duck } from '../tasks/load/duck.ts';
import { knownInDuck, lockCars } from './speak.ts';
import { writeFacts } from './write-facts.ts';

/**
 * Makes the facts of the cars of the temporary Postgres table `contested` anew, as the loaded datasets of the kind tell
 * them now, inside the caller's transaction: after a dataset is no longer one of them, or when SQL could not compare a
 * row by itself.
 */
export async function tellAnew(
  tx: TransactionSql,
  duck: Duck,
  context: TrainerContext,
  kind: Kind,
  scratch: string,
  signal: AbortSignal,
): Promise<void> {
  await analyzeGrown(tx, 'public.cars', 'public.dataset_cars');
  await lockCars(tx, 'contested');
  await tx`create temp table known on commit drop as select knr, true as contested from contested`;
  await knownInDuck(tx, duck);
  await resolveContested(tx, duck, context, kind, null, scratch, signal);
  await duck.run('create or replace view incoming as from resolved');
  await duck.run('create or replace view newcomers as from resolved where false');
  await writeFacts(tx, duck, scratch, kind);
}

/** Makes labels, features and what the page Analysis counts of the cars of the temporary table `contested` anew, whose rows of a kind changed. */
export async function refreshContested(tx: TransactionSql, kind: Kind): Promise<void> {
  const knrs = tx`select coalesce(array_agg(knr), '{}') from contested`;
  await tx`select private.refresh_labels((${knrs}))`;
  await tx`select private.refresh_features((${knrs}), ${kind})`;
  await tx`select private.refresh_analysis((${knrs}), ${kind})`;
}
