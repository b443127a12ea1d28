import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { API_KEY, type Scope } from '../../../shared/contracts/api-keys.ts';
import { HalleError } from '../../../shared/errors.ts';
import { clientWith, type Caller } from './caller.ts';
import { contentHash } from './content-hash.ts';
import { orThrow } from './database-error.ts';
import type { Environment } from './environment.ts';

/** What the rpc `use_api_key` answers. */
const usedSchema = z.union([
  z.object({ id: z.number() }),
  z.object({
    refused: z.enum([
      'key_unknown',
      'key_revoked',
      'key_expired',
      'person_required',
      'scope_missing',
      'rate_limited',
    ]),
    perMinute: z.number().optional(),
    retryAfter: z.number().optional(),
  }),
]);

/** The API key of a request (as bearer or as `apikey`); null for one without. */
export function keyOf(request: Request): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const sent = bearer ?? request.headers.get('apikey');
  return sent?.startsWith('halle_') ? sent : null;
}

/**
 * The caller behind a key, asked of the database at every request: what is revoked ends with the next one. `scopeOfRoute`
 * tells what the route needs, null where no key will do. The key acts with the secret key's rights, and says by a header
 * whose it is: what it writes carries its name. Errors: `key_unknown`, `key_revoked`, `key_expired`, `person_required`,
 * `scope_missing`, `rate_limited`.
 */
export async function callerOfKey(
  key: string,
  scopeOfRoute: () => Scope | null,
  service: SupabaseClient,
  environment: Environment,
  requestId: string,
): Promise<Caller> {
  if (!API_KEY.test(key)) throw refusal('key_unknown', null);
  const scope = scopeOfRoute();
  const hash = contentHash(new TextEncoder().encode(key));
  const used = usedSchema.parse(orThrow(await service.rpc('use_api_key', { hash, scope })));
  if ('refused' in used) throw refusal(used.refused, scope, used);
  const client = clientWith(environment, environment.SUPABASE_SERVICE_ROLE_KEY, {
    'x-halle-key': String(used.id),
    'x-request-id': requestId,
  });
  return { kind: 'key', userId: null, keyId: used.id, client };
}

type Refused = Extract<z.infer<typeof usedSchema>, { refused: unknown }>;

function refusal(
  code: Refused['refused'],
  scope: Scope | null,
  { perMinute, retryAfter }: Pick<Refused, 'perMinute' | 'retryAfter'> = {},
): HalleError {
  const sentences = {
    key_unknown: 'This API key is not known. Send all of it: it is shown once, when it is made.',
    key_revoked: 'This API key was revoked. An admin makes a new one.',
    key_expired: 'This API key has expired. An admin makes a new one.',
    person_required: 'No API key may do that: a person signs in for it.',
    scope_missing: `This API key lacks the scope ${scope}.`,
    rate_limited: `This API key may make ${perMinute} calls a minute. Try again in ${retryAfter} s.`,
  };
  const details = { scope_missing: { scope }, rate_limited: { perMinute, retryAfter } };
  return new HalleError(code, sentences[code], details[code as keyof typeof details]);
}
