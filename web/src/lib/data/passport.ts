import { passportSchema, type Passport } from '$shared/contracts/passport.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

/** All that the plant knows of a car; null for one nobody has heard of. @throws Failure */
export function carPassport(knr: string): Promise<Passport | null> {
  return rest(session.client.rpc('car_passport', { knr }), passportSchema.nullable());
}
