import type { TransactionSql } from 'postgres';
import type { Duck } from '../tasks/load/duck.ts';
import { analyzeGrown } from './analyze.ts';
import { copyIn, copyInto, namesOf } from './copy.ts';

type RowTable = 'failures' | 'status_events' | 'test_failures';

/** Brings rows into a table whose key is the car and the row's key; what contested cars had beyond them goes. */
export async function writeRows(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  table: RowTable,
  columns: string,
  rows: (relation: 'newcomers' | 'incoming') => string,
): Promise<void> {
  const names = namesOf(columns);
  await copyInto(tx, duck, scratch, { name: `public.${table}`, columns: names, rows: rows('newcomers') });
  await copyIn(tx, duck, scratch, { name: 'incoming', columns, rows: rows('incoming') });
  await tx.unsafe(`
    delete from public.${table} t using contested
    where t.knr = contested.knr and not exists (select from incoming i where i.knr = t.knr and i.row_key = t.row_key)`);
  await tx.unsafe(`
    insert into public.${table} as t (${names}) select ${names} from incoming
    on conflict (knr, row_key) do update set dataset_id = excluded.dataset_id where t.dataset_id <> excluded.dataset_id`);
  await analyzeGrown(tx, `public.${table}`);
}
