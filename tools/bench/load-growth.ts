import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchStack } from './load-stack.ts';

/** What is kept of the loads, bytes. */
export interface Size {
  /** `pg_database_size`. */
  database: number;
  /** Postgres' whole folder on disk: all databases, the write-ahead log. */
  folder: number;
  /** Parquet in bucket `lake`. */
  lake: number;
}

export async function sizeOf(stack: BenchStack): Promise<Size> {
  const [row] = await stack.sql`
    select pg_database_size(current_database())::float8 as database,
      (select coalesce(sum(bytes), 0)::float8 from public.lake_files) as lake`;
  return {
    database: row?.['database'],
    lake: row?.['lake'],
    folder: diskUse(join(stack.folder, 'postgres')),
  };
}

export const growth = (before: Size, after: Size): Size => ({
  database: after.database - before.database,
  folder: after.folder - before.folder,
  lake: after.lake - before.lake,
});

/** Blocks on disk below a folder, bytes. Postgres may remove files meanwhile. */
function diskUse(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    try {
      bytes += lstatSync(join(entry.parentPath, entry.name)).blocks * 512;
    } catch {
      // Gone meanwhile.
    }
  }
  return bytes;
}
