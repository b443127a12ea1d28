import type { PendingQuery, Row, TransactionSql } from 'postgres';
import type { Kind } from '../tasks/load/columns.ts';
import { type Duck, literal } from '../tasks/load/duck.ts';
import { LAKE_COLUMNS, LAKE_TYPES } from './facts.ts';

/** Rows that came over HTTP wait in `ingested_rows` until their day is over; then they move into the lake. */

/** Adds journal rows (`dataset`, `fields`) to a DuckDB table with the lake's columns and `dataset`. */
export async function insertJournal(
  duck: Duck,
  kind: Kind,
  table: string,
  rows: PendingQuery<Row[]>,
): Promise<number> {
  const types = LAKE_TYPES[kind].split(',').map((column) => {
    const [name, type] = column.trim().split(/\s+/);
    return `"${name}": "${type}"`;
  });
  let count = 0;
  for await (const batch of rows.cursor(5000)) {
    const json = JSON.stringify(
      batch.map((row) => ({ ...(row['fields'] as object), dataset: row['dataset'] as number })),
    );
    await duck.run(`create or replace temp table batch as
      select unnest(from_json(${literal(json)}, '[{"dataset": "bigint", ${types.join(', ')}}]'), recursive := true)`);
    await duck.run(`insert into ${table} by name select dataset, ${LAKE_COLUMNS[kind]} from batch`);
    count += batch.length;
  }
  return count;
}

/** The journal rows of one dataset as the DuckDB view `facts`. */
export async function viewJournal(
  tx: TransactionSql,
  duck: Duck,
  dataset: { id: number; kind: Kind },
): Promise<number> {
  await duck.run(`create or replace table journal (dataset bigint, ${LAKE_TYPES[dataset.kind]})`);
  const rows = tx`select dataset_id::int as dataset, fields from public.ingested_rows where dataset_id = ${dataset.id}`;
  const count = await insertJournal(duck, dataset.kind, 'journal', rows);
  await duck.run('create or replace view facts as select * exclude (dataset) from journal');
  return count;
}
