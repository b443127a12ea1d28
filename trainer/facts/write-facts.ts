import type { TransactionSql } from 'postgres';
import type { Kind } from '../tasks/load/columns.ts';
import { copyIn } from './copy.ts';
import type { Duck } from '../tasks/load/duck.ts';
import { ROW_KEY } from './facts.ts';
import { writeResults } from './write-results.ts';

/**
 * Writes the DuckDB relation `incoming` (lake columns and `dataset_id`) into the tables of a kind. Cars of the Postgres
 * table `contested` end with exactly the rows of `incoming`; of all other cars it holds rows that nobody told before.
 */
export async function writeFacts(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  kind: Kind,
  speaker: number | null,
): Promise<void> {
  if (kind === 'results') return writeResults(tx, duck, scratch);
  if (kind === 'status') return writeStatus(tx, duck, scratch);
  return writeFailures(tx, duck, scratch, speaker);
}

async function writeStatus(tx: TransactionSql, duck: Duck, scratch: string): Promise<void> {
  await copyIn(tx, duck, scratch, {
    name: 'incoming',
    columns: 'row_key uuid, knr text, status text, checkpoint text, passed_at timestamp, dataset_id bigint',
    rows: `select ${ROW_KEY.status}, knr, status, checkpoint, happened_at, dataset_id from incoming order by knr, happened_at`,
  });
  await replaceRows(tx, 'status_events', 'row_key, knr, status, checkpoint, passed_at, dataset_id');
}

async function writeFailures(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  speaker: number | null,
): Promise<void> {
  await copyIn(tx, duck, scratch, {
    name: 'incoming',
    columns: `row_key uuid, knr text, checkpoint text, station text, failure text, failure_group text, found_at timestamp,
      dataset_id bigint`,
    // Rows that differ in nothing but the car's own facts are one failure.
    rows: `select ${ROW_KEY.failures} as row_key, any_value(knr) as knr, any_value(checkpoint), any_value(station), any_value(failure),
        any_value(failure_group), any_value(happened_at) as found_at, min(dataset_id)
      from incoming group by row_key order by knr, found_at`,
  });
  await replaceRows(
    tx,
    'failures',
    'row_key, knr, checkpoint, station, failure, failure_group, found_at, dataset_id',
  );
  // What the car's latest row says that says something of it; of rows of one second the greatest, to be definite.
  const latest = (column: string) =>
    `max({'at': happened_at, 'is': ${column}}) filter (where ${column} is not null)."is"`;
  await copyIn(tx, duck, scratch, {
    name: 'incoming_cars',
    columns: 'knr text, model text, color text, engine text',
    rows: `select knr, ${latest('model')}, ${latest('color')}, ${latest('engine')} from incoming group by knr order by knr`,
  });
  await tx`
    update public.cars c set model = i.model, color = i.color, engine = i.engine, updated_at = now()
    from incoming_cars i where c.knr = i.knr
      and (c.model, c.color, c.engine) is distinct from (i.model, i.color, i.engine)`;
  if (speaker === null) {
    await tx`
      update public.cars c set model = null, color = null, engine = null, updated_at = now() from contested
      where c.knr = contested.knr and not exists (select from incoming_cars i where i.knr = c.knr)`;
  }
}

/** Brings the rows of the temporary table `incoming` into a table; what contested cars had beyond them goes. */
export async function replaceRows(
  tx: TransactionSql,
  table: 'failures' | 'status_events' | 'test_failures',
  columns: string,
  incoming = 'incoming',
): Promise<void> {
  await tx.unsafe(`
    delete from public.${table} t using contested
    where t.knr = contested.knr and not exists (select from ${incoming} i where i.knr = t.knr and i.row_key = t.row_key)`);
  await tx.unsafe(`
    insert into public.${table} as t (${columns}) select ${columns} from ${incoming}
    on conflict (knr, row_key) do update set dataset_id = excluded.dataset_id where t.dataset_id <> excluded.dataset_id`);
}
