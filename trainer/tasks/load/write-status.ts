import type { TransactionSql } from 'postgres';
import { rowKeySql } from './clean.ts';
import { copyIn } from './copy.ts';
import type { Duck } from './duck.ts';

/** Writes the status events of `clean`. Returns how many rows were new. */
export async function writeStatus(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  datasetId: number,
): Promise<number> {
  await copyIn(tx, duck, scratch, {
    name: 'incoming',
    columns: 'row_key uuid, knr text, status text, checkpoint text, passed_at timestamp',
    rows: `select ${rowKeySql('status')} as row_key, any_value(knr), any_value(status), any_value(checkpoint), min(happened_at)
      from clean group by row_key order by 2, 1`,
  });
  await tx`insert into public.cars (knr) select distinct knr from incoming on conflict do nothing`;
  const { count } = await tx`
    insert into public.status_events (row_key, knr, status, checkpoint, passed_at, dataset_id)
    select i.*, ${datasetId}::bigint from incoming i on conflict do nothing`;
  await tx`analyze public.status_events`;
  return count;
}
