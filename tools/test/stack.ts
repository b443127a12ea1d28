import { readFileSync } from 'node:fs';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import type { StackFile } from '../stack/boot.ts';

/** The stack that `npm test` booted for the tests. */
export function testStack(): StackFile {
  const path = process.env['HALLE_STACK'];
  if (!path) throw new Error('HALLE_STACK is not set: run stack tests by "npm test".');
  return JSON.parse(readFileSync(path, 'utf8'));
}

const quiet = { auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } };

/** A client as a web page has it before sign-in. */
export function anonymousClient(): SupabaseClient {
  const { apiUrl, publishableKey } = testStack();
  return createClient(apiUrl, publishableKey, quiet);
}

/** A client with the secret key: passes row-level security by. */
export function serviceClient(): SupabaseClient {
  const { apiUrl, secretKey } = testStack();
  return createClient(apiUrl, secretKey, quiet);
}

/** A client signed in as the demo account of a role. */
export async function signedInClient(role: 'operator' | 'engineer' | 'admin'): Promise<SupabaseClient> {
  const account = testStack().accounts.find((each) => each.role === role);
  if (!account) throw new Error(`the test stack has no ${role}`);
  const client = anonymousClient();
  const { error } = await client.auth.signInWithPassword(account);
  if (error) throw error;
  return client;
}

/** The access token of a signed-in client, for plain HTTP calls. */
export async function accessToken(client: SupabaseClient): Promise<string> {
  const { data } = await client.auth.getSession();
  if (!data.session) throw new Error('not signed in');
  return data.session.access_token;
}

/** Straight to the database, as the project's role. Close it with `.end()`. */
export function database(): postgres.Sql {
  return postgres(testStack().dbUrl, { max: 2, onnotice: () => undefined });
}
