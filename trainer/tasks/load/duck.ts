import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';

/** What DuckDB may keep in memory; beyond it writes to the scratch folder. */
const MEMORY_LIMIT = '2000MB';

export interface Duck extends Disposable {
  connection: DuckDBConnection;
  rows<T>(sql: string): Promise<T[]>;
  row<T>(sql: string): Promise<T>;
  run(sql: string): Promise<void>;
}

/** A DuckDB of its own for one load, in memory, spilling into `scratch`. Numbers come as numbers, times as text. */
export async function openDuck(scratch: string): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY_LIMIT,
    temp_directory: join(scratch, 'spill'),
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const rows = async <T>(sql: string): Promise<T[]> => {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJson().map((row) => row as T);
  };
  return {
    connection,
    rows,
    async row<T>(sql: string) {
      const [first] = await rows<T>(sql);
      if (first === undefined) throw new Error('a query that must give a row gave none');
      return first;
    },
    async run(sql) {
      await connection.run(sql);
    },
    [Symbol.dispose]() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** A text as a SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
