import type { TransactionSql } from 'postgres';
import { become } from './as-caller.ts';

/** A deployment by the engineer, straight into the table: for tests of what comes after it. Ends as the database's owner. */
export async function putInUse(sql: TransactionSql, model: number, threshold = 0.25): Promise<number> {
  await become(sql, 'engineer');
  await sql`reset role`;
  const [row] = await sql`
    insert into public.deployments (model_id, threshold, deployed_by, reason)
    select ${model}, ${threshold}, auth.uid(), 'for the test' returning id`;
  return Number(row!['id']);
}
