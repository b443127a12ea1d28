import { HalleError } from '../../../shared/errors.ts';
import type { Caller } from './caller.ts';
import { orThrow } from './database-error.ts';

export type Role = 'operator' | 'engineer' | 'admin' | 'service';

/**
 * The caller's role, asked of the database, which checks the token's signature with it.
 * Errors: `not_allowed` without a role, or with one that is not among `allowed`.
 */
export async function requireRole(caller: Caller, allowed: readonly Role[], refusal: string): Promise<Role> {
  const answer: { role: Role | null } | null = orThrow(await caller.client.rpc('whoami'));
  const role = answer?.role;
  if (!role) throw new HalleError('not_allowed', 'This account has no role in the plant.');
  if (!allowed.includes(role)) throw new HalleError('not_allowed', refusal);
  return role;
}
