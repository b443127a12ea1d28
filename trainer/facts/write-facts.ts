import type { TransactionSql } from 'postgres';
import type { Kind } from '../tasks/load/columns.ts';
import type { Duck } from '../tasks/load/duck.ts';
import { copyIn } from './copy.ts';
import { ROW_KEY } from './facts.ts';
import { writeResults } from './write-results.ts';
import { writeRows } from './write-rows.ts';

/**
 * Writes two DuckDB relations (lake columns and `dataset_id`) into the tables of a kind. `newcomers`: all rows of cars
 * of which the tables hold none of the kind; they are copied straight in, which is half the cost. `incoming`: cars of the
 * Postgres table `contested` end with exactly these rows; of other cars it holds rows that nobody told before.
 */
export async function writeFacts(tx: TransactionSql, duck: Duck, scratch: string, kind: Kind): Promise<void> {
  if (kind === 'results') return writeResults(tx, duck, scratch);
  if (kind === 'status') return writeStatus(tx, duck, scratch);
  return writeFailures(tx, duck, scratch);
}

async function writeStatus(tx: TransactionSql, duck: Duck, scratch: string): Promise<void> {
  const rows = (relation: string) => `
    select ${ROW_KEY.status} as row_key, knr, status, checkpoint, happened_at, dataset_id from ${relation} order by knr, row_key`;
  await writeRows(tx, duck, scratch, 'status_events', STATUS_COLUMNS, rows);
}

async function writeFailures(tx: TransactionSql, duck: Duck, scratch: string): Promise<void> {
  // Rows that differ in nothing but the car's own facts are one failure.
  const rows = (relation: string) => `
    select ${ROW_KEY.failures} as row_key, any_value(knr) as knr, any_value(checkpoint), any_value(station), any_value(failure),
      any_value(failure_group), any_value(happened_at), min(dataset_id)
    from ${relation} group by row_key order by knr, row_key`;
  await writeRows(tx, duck, scratch, 'failures', FAILURE_COLUMNS, rows);
  // What the car's latest row says that says something of it; of rows of one second the greatest, to be definite.
  const latest = (column: string) =>
    `max({'at': happened_at, 'is': ${column}}) filter (where ${column} is not null)."is"`;
  await copyIn(tx, duck, scratch, {
    name: 'said_of_cars',
    columns: 'knr text, model text, color text, engine text',
    rows: `select knr, ${latest('model')}, ${latest('color')}, ${latest('engine')}
      from (from newcomers union all from incoming) group by knr order by knr`,
  });
  await tx`
    update public.cars c set model = s.model, color = s.color, engine = s.engine, updated_at = now()
    from (
      select knr, s.model, s.color, s.engine
      from (select knr from contested union select knr from said_of_cars) spoken left join said_of_cars s using (knr)
    ) s
    where c.knr = s.knr and (c.model, c.color, c.engine) is distinct from (s.model, s.color, s.engine)`;
}

const STATUS_COLUMNS =
  'row_key uuid, knr text, status text, checkpoint text, passed_at timestamp, dataset_id bigint';
const FAILURE_COLUMNS = `row_key uuid, knr text, checkpoint text, station text, failure text, failure_group text,
  found_at timestamp, dataset_id bigint`;
