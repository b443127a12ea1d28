import type { Sql, TransactionSql } from 'postgres';

export interface TableColumns {
  schema: string;
  table: string;
  /** All but generated ones, in their order. */
  columns: string[];
}

/**
 * Not kept. The work list of a transaction that is over; how often a key was used this minute; and that a restore is under way.
 */
const LEFT_OUT = ['private.outcome_checks', 'private.api_key_calls', 'private.restoring'];
/** Of the platform's own tables: accounts and how they sign in. Sessions end with a restore. */
const ACCOUNTS = ['auth.users', 'auth.identities'];

/** For connections: hosted ends a statement after two minutes, which is too soon for a large table. */
export const UNHURRIED = { statement_timeout: 0 };

/** Every table that a backup holds, by what the database has: a new one is in the next backup without a line here. Accounts before their identities. */
export async function tablesOf(sql: Sql | TransactionSql): Promise<TableColumns[]> {
  const rows = await sql<TableColumns[]>`
    select n.nspname as schema, c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and (n.nspname in ('public', 'private') or n.nspname || '.' || c.relname = any (${ACCOUNTS}))
    group by n.nspname, c.relname order by 1, c.relname <> 'users', 2`;
  return rows.filter(({ schema, table }) => !LEFT_OUT.includes(`${schema}.${table}`));
}

export async function migrationsOf(sql: Sql | TransactionSql): Promise<string[]> {
  const rows = await sql<{ version: string }[]>`
    select version from supabase_migrations.schema_migrations order by version`;
  return rows.map(({ version }) => version);
}

export const quoted = ({ schema, table }: { schema: string; table: string }) => `"${schema}"."${table}"`;
export const list = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(', ');
