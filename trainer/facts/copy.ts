import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { TransactionSql } from 'postgres';
import { type Duck, literal } from '../tasks/load/duck.ts';

/** Copies the rows of a DuckDB query into a temporary Postgres table, through a CSV file in the scratch folder. */
export async function copyIn(
  tx: TransactionSql,
  duck: Duck,
  scratch: string,
  table: { name: string; columns: string; rows: string },
): Promise<void> {
  const path = join(scratch, `${table.name}.csv`);
  await duck.run(`copy (${table.rows}) to ${literal(path)} (format csv, header false, nullstr '\\N')`);
  await tx.unsafe(`create temp table ${table.name} (${table.columns}) on commit drop`);
  const sink = await tx.unsafe(`copy ${table.name} from stdin with (format csv, null '\\N')`).writable();
  await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), sink);
  await tx.unsafe(`analyze ${table.name}`);
}
