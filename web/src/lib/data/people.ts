import { z } from 'zod';
import { session, type Role } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

export const ROLES = ['operator', 'engineer', 'admin'] as const satisfies readonly Role[];

const personRow = z.object({
  user_id: z.string(),
  email: z.string().nullable(),
  role: z.enum(ROLES).nullable(),
  created_at: z.string(),
  last_sign_in_at: z.string().nullable(),
});
/** Somebody with an account; without a role they sign in and see nothing. */
export type Person = z.infer<typeof personRow>;

const giverRow = z.object({ user_id: z.string(), email: z.string().nullable(), at: z.string() });
/** Who gave somebody the role, and when. */
export type Giver = z.infer<typeof giverRow>;

/** By account; those that the system gave a role are not in it. @throws Failure */
export async function listGivers(): Promise<Map<string, Giver>> {
  const rows = await rest(session.client.rpc('role_givers'), z.array(giverRow));
  return new Map(rows.filter(({ email }) => email !== null).map((giver) => [giver.user_id, giver]));
}

/** Admins only, as all here. @throws Failure */
export function listPeople(): Promise<Person[]> {
  return rest(session.client.rpc('people'), z.array(personRow));
}

/** `was` is what the admin saw: who changed it meanwhile is not overwritten. @throws Failure */
export async function giveRole(userId: string, was: Role | null, role: Role | null): Promise<void> {
  const memberships = session.client.from('memberships');
  const query =
    was === null
      ? memberships.insert({ user_id: userId, role })
      : role === null
        ? memberships.delete().eq('user_id', userId).eq('role', was)
        : memberships.update({ role }).eq('user_id', userId).eq('role', was);
  await rest(query.select('user_id').single(), z.object({ user_id: z.string() }));
}

/** All that is kept about an account (null: the own one), as it comes: a person reads it, not this application. @throws Failure */
export const exportAccount = (userId: string | null): Promise<unknown> =>
  rest(session.client.rpc('export_account', { of_person: userId }), z.unknown());

/** For good. `typed` is the address as the admin typed it. @throws Failure */
export async function deleteAccount(userId: string, typed: string): Promise<void> {
  await rest(session.client.rpc('delete_account', { of_person: userId, typed_email: typed }), z.null());
}
