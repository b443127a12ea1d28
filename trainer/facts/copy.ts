import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { TransactionSql } from 'postgres';
import { type Duck, literal } from '../tasks/load/duck.ts';

/** `knr text, rows bigint` → `knr, rows`. */
export function namesOf(columns: string): string {
  return columns
    .split(',')
    .map((column) => column.trim().split(/\s+/)[0])
    .join(', ');
}

/** Copies the rows of a DuckDB query into columns of a Postgres table, through a CSV file in the scratch folder. */
export async function copyInto(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  table: { name: string; columns: string; rows: string },
): Promise<void> {
  const path = join(scratch, 'copy.csv');
  await duck.run(`copy (${table.rows}) to ${literal(path)} (format csv, header false, nullstr '\\N')`);
  const sink = await tx
    .unsafe(`copy ${table.name} (${table.columns}) from stdin with (format csv, null '\\N')`)
    .writable();
  const source = createReadStream(path, { highWaterMark: 1 << 18 });
  // An error that Postgres finds at the very end does not end the stream: the next statement of the transaction, which
  // waits for the copy, brings it.
  const over = once(source, 'end').then(() => tx`select 1`);
  await Promise.race([pipeline(source, sink).then(() => over), over]);
  await rm(path);
}

/** The rows of a DuckDB query as a new temporary Postgres table; `columns` with their types. */
export async function copyIn(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  table: { name: string; columns: string; rows: string },
): Promise<void> {
  await tx.unsafe(`drop table if exists ${table.name}`);
  await tx.unsafe(`create temp table ${table.name} (${table.columns}) on commit drop`);
  await copyInto(tx, duck, scratch, { ...table, columns: namesOf(table.columns) });
  await tx.unsafe(`analyze ${table.name}`);
}
