import { HalleError } from '../../../shared/errors.ts';
import type { Caller } from './caller.ts';
import { orThrow } from './database-error.ts';

export type Role = 'operator' | 'engineer' | 'admin' | 'service';

/**
 * The caller's role, asked of the database, which checks the token's signature with it.
 * Errors: `not_allowed` without one.
 */
export async function requireMember(caller: Caller): Promise<Role> {
  const answer: { role: Role | null } | null = orThrow(await caller.client.rpc('whoami'));
  if (!answer?.role) throw new HalleError('not_allowed', 'This account has no role in the plant.');
  return answer.role;
}

/** Errors: `not_allowed` for a member whose role is not among `allowed`, with `refusal` as its sentence. */
export async function requireRole(caller: Caller, allowed: readonly Role[], refusal: string): Promise<void> {
  if (!allowed.includes(await requireMember(caller))) throw new HalleError('not_allowed', refusal);
}
