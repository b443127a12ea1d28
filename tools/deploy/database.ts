import { runMigrations } from 'graphile-worker';
import type { Sql } from 'postgres';
import { supabase, type Cli } from './cli.ts';

const BUCKETS = ['lake', 'models', 'rejects', 'snapshots', 'uploads'];

/** The queue's own tables, before ours, whose triggers ask it for work. */
export async function makeQueue(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl });
}

/** `supabase db push` to a database that is always named: without one the CLI goes to its default port. */
export async function pushMigrations(cli: Cli, databaseUrl: string): Promise<void> {
  await supabase(cli, ['db', 'push', '--include-all', `--remote=${databaseUrl}`]);
}

/** A migration makes the buckets. @throws where one is missing or open to everybody */
export async function checkBuckets(sql: Sql): Promise<string> {
  const rows = await sql<{ id: string; public: boolean }[]>`
    select id, public from storage.buckets where id = any(${BUCKETS}) order by id`;
  const missing = BUCKETS.filter((id) => !rows.some((row) => row.id === id));
  if (missing.length > 0) throw new Error(`Buckets are missing: ${missing.join(', ')}`);
  const open = rows.filter((row) => row.public).map((row) => row.id);
  if (open.length > 0) throw new Error(`Buckets are open to everybody: ${open.join(', ')}`);
  return `${rows.length} private buckets`;
}

/**
 * Gives an account the role admin; all others are then given theirs on the page Settings. Nothing is changed for one who
 * has a role already. @throws a sentence when there is no such account
 */
export async function makeFirstAdmin(sql: Sql, email: string): Promise<string> {
  const [user] = await sql<{ id: string }[]>`select id from auth.users where lower(email) = ${email}`;
  if (!user) {
    throw new Error(
      `There is no account with the e-mail of HALLE_ADMIN_EMAIL. Make it first: Authentication, Users, Add user.`,
    );
  }
  const made = await sql`
    insert into public.memberships (user_id, role) values (${user.id}, 'admin') on conflict do nothing returning role`;
  if (made.length > 0) return 'made admin';
  const [row] = await sql<{ role: string }[]>`
    select role::text from public.memberships where user_id = ${user.id}`;
  if (row?.role !== 'admin') throw new Error(`The account has the role ${row?.role}: an admin changes it.`);
  return 'is admin already';
}
