import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { OwnStack } from '../../../trainer/tests/own-stack.ts';
import { CALLERS, type Caller } from '../as-caller.ts';
import type { Operation } from './try.ts';

const EMAIL = 'no-role@halle.test';
const PASSWORD = 'a password of this test';
const body = () => new Blob(['KNR;STATUS;DATA\n']);

/** A file to read, to replace and to remove in each bucket, for each caller. */
export async function putFiles(stack: OwnStack, buckets: readonly [string, ...string[]][]): Promise<void> {
  const service = stack.service();
  for (const [bucket] of buckets)
    for (const caller of CALLERS) {
      const { error } = await service.storage.from(bucket).upload(`kept/${caller}.csv`, body());
      if (error) throw error;
    }
}

/** Who read, put, replaced and removed a file of each bucket over HTTP. */
export async function tryFiles(
  stack: OwnStack,
  buckets: readonly [string, ...string[]][],
): Promise<Record<string, Record<Operation, Caller[]>>> {
  const found: Record<string, Record<Operation, Caller[]>> = {};
  for (const [bucket] of buckets) found[bucket] = { read: [], insert: [], update: [], delete: [] };
  for (const caller of CALLERS) {
    const client = await clientOf(stack, caller);
    for (const [bucket] of buckets) {
      const files = client.storage.from(bucket);
      const kept = `kept/${caller}.csv`;
      const done = found[bucket]!;
      if ((await files.download(kept)).error === null) done.read.push(caller);
      if ((await files.upload(`new/${caller}.csv`, body())).error === null) done.insert.push(caller);
      if ((await files.update(kept, body())).error === null) done.update.push(caller);
      // Storage answers with the files that it removed: none, where nothing could be seen.
      const { data } = await files.remove([kept]);
      if ((data ?? []).length > 0) done.delete.push(caller);
    }
  }
  return found;
}

async function clientOf(stack: OwnStack, caller: Caller): Promise<SupabaseClient> {
  if (caller === 'service') return stack.service();
  if (caller !== 'anon' && caller !== 'stranger') return stack.client(caller);
  const auth = { persistSession: false, autoRefreshToken: false };
  const client = createClient(stack.file.apiUrl, stack.file.publishableKey, { auth });
  if (caller === 'stranger') {
    const account = { email: EMAIL, password: PASSWORD };
    await stack.service().auth.admin.createUser({ ...account, email_confirm: true });
    const { error } = await client.auth.signInWithPassword(account);
    if (error) throw error;
  }
  return client;
}
