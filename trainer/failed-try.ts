import type { TrainerContext } from './context.ts';

/**
 * What a dataset's or a run's row says while the queue waits to try it again: that it goes on by itself, and why it stopped.
 * The next try takes it away. Where the database itself is what is away, nothing can be said.
 */
export async function tellFailedTry(
  { sql, log }: TrainerContext,
  table: 'datasets' | 'training_runs',
  id: number,
  error: unknown,
): Promise<void> {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
  log('try failed', { table, id, reason });
  await sql`
    update public.${sql(table)} set error = ${sql.json({ code: 'unavailable', message: `The last try did not end: ${reason}` })}
    where id = ${id} and status in ('loading', 'running')`.catch(() => undefined);
}
