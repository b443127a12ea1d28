import type { SupabaseClient } from '@supabase/supabase-js';
import { orThrow } from '../_shared/database-error.ts';

/**
 * Those of these cars that go to the long test if the model says short. `service` is a client with the secret key: the
 * draw is told to nobody else, because an operator who knew it beforehand would not take an audit car for a long one.
 */
export async function auditCars(
  service: SupabaseClient,
  knrs: readonly string[],
): Promise<ReadonlySet<string>> {
  if (knrs.length === 0) return new Set();
  return new Set<string>(orThrow(await service.rpc('audit_cars', { knrs })));
}
