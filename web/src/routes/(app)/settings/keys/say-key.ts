import type { Scope } from '$shared/contracts/api-keys.ts';
import type { KeyState } from '$lib/data/api-keys.ts';
import { m } from '$lib/paraglide/messages.js';

/** What a scope allows, in a sentence. Its own name is that of the API, in every language. */
export const sayScope = (scope: Scope): string =>
  ({
    predict: m.apikeys_scope_predict,
    ingest: m.apikeys_scope_ingest,
    'models:write': m.apikeys_scope_models,
    read: m.apikeys_scope_read,
  })[scope]();

export const sayKeyState = (state: KeyState): string =>
  ({
    active: m.apikeys_active,
    soon: m.apikeys_soon,
    expired: m.apikeys_expired,
    revoked: m.apikeys_revoked,
  })[state]();

const ADDRESSES: Record<Scope, string> = {
  read: 'getModel',
  predict: `predict -H 'content-type: application/json' -d '{"knr":"2024-1700002"}'`,
  ingest: `ingest -H 'content-type: application/json' -H 'Idempotency-Key: 1' -d '{"kind":"status","rows":[…]}'`,
  'models:write': `createModel/runs -X POST`,
};

/** A call to try a key with, which does not have the key in it: a shell keeps what is typed. */
export const trial = (apiUrl: string, scopes: readonly Scope[]): string =>
  `curl -H "authorization: Bearer $KEY" ${apiUrl}/functions/v1/${ADDRESSES[scopes.includes('read') ? 'read' : scopes[0]!]}`;
