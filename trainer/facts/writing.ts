import type { TransactionSql } from 'postgres';
import type { TrainerContext } from '../context.ts';

/** Advisory lock of whoever writes facts of many cars: one at a time, over all trainers, whatever the queue does. */
const WRITING = 4_255_301;

/** Runs `work` in one transaction, alone among all loads, removals and rebuilds. */
export async function writing<T>(
  { sql }: TrainerContext,
  work: (tx: TransactionSql) => Promise<T>,
): Promise<T> {
  const result = await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${WRITING})`;
    return { value: await work(tx) };
  });
  return result.value;
}
