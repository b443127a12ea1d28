import { z } from 'zod';
import { createdKeySchema, scopeSchema, type CreatedKey, type Scope } from '$shared/contracts/api-keys.ts';
import { session } from '$lib/session/session.svelte.ts';
import { listPeople } from './people.ts';
import { rest } from './rest.ts';

const keyRow = z.object({
  id: z.coerce.number(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(scopeSchema),
  per_minute: z.number(),
  created_by: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
  last_used_at: z.string().nullable(),
});
/** A key as an admin sees it: all but what opens. */
export type ApiKey = z.infer<typeof keyRow> & {
  /** E-mail of who made it; null where the account is gone. */
  madeBy: string | null;
};

/** Newest first. Admins only, as all here. @throws Failure */
export async function listKeys(): Promise<ApiKey[]> {
  const [keys, people] = await Promise.all([
    rest(
      session.client
        .from('api_keys')
        .select(Object.keys(keyRow.shape).join(','))
        .order('id', { ascending: false }),
      z.array(keyRow),
    ),
    listPeople(),
  ]);
  const emails = new Map(people.map(({ user_id, email }) => [user_id, email]));
  return keys.map((key) => ({ ...key, madeBy: emails.get(key.created_by ?? '') ?? null }));
}

/** What a new key is to be. */
export interface Wanted {
  name: string;
  scopes: Scope[];
  expiresAt: Date;
  perMinute: number;
}

/** @throws Failure */
export function createKey({ name, scopes, expiresAt, perMinute }: Wanted): Promise<CreatedKey> {
  const said = { name, scopes, expires_at: expiresAt.toISOString(), per_minute: perMinute };
  return rest(session.client.rpc('create_api_key', said), createdKeySchema);
}

/** @throws Failure */
export async function revokeKey(id: number): Promise<void> {
  await rest(session.client.rpc('revoke_api_key', { key_id: id }), z.unknown());
}

export type KeyState = 'active' | 'soon' | 'expired' | 'revoked';
/** A key that ends within two weeks wants a new one beside it in time. */
const SOON = 14 * 24 * 3600 * 1000;

export function stateOf(key: Pick<ApiKey, 'expires_at' | 'revoked_at'>, now = Date.now()): KeyState {
  if (key.revoked_at !== null) return 'revoked';
  const left = Date.parse(key.expires_at) - now;
  if (left <= 0) return 'expired';
  return left < SOON ? 'soon' : 'active';
}
