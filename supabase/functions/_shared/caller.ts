import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { HalleError } from '../../../shared/errors.ts';
import { tracedFetch } from '../../../shared/tracing/traced-fetch.ts';
import type { Environment } from './environment.ts';

/** Who asks. `client` carries the caller's token: row-level security and the rpc functions decide what it may do. */
export interface Caller {
  kind: 'person' | 'service' | 'key';
  /** The account's id; null for the secret key and for API keys. */
  userId: string | null;
  /** The API key's; null for the others. */
  keyId: number | null;
  client: SupabaseClient;
}

/** A client of the project with one of its keys; `headers` go with each question. */
export const clientWith = (environment: Environment, key: string, headers: Record<string, string>) =>
  createClient(environment.SUPABASE_URL, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { headers, fetch: tracedFetch },
  });

/**
 * A client with the secret key, for what no person may do: write models and evaluations, read any file. With a request's
 * id, the jobs that its writes ask for carry it.
 */
export function serviceClient(environment: Environment, requestId?: string): SupabaseClient {
  return clientWith(
    environment,
    environment.SUPABASE_SERVICE_ROLE_KEY,
    requestId === undefined ? {} : { 'x-request-id': requestId },
  );
}

/**
 * The caller of a request: a signed-in person (`Authorization: Bearer <access token>`) or the secret key (as `apikey`
 * or as bearer). The signature of a token is checked by the database API at the first call made with `client`, so
 * nothing may be told to a person or written for one before. Errors: `token_expired`, `not_signed_in`.
 */
export function callerOf(
  request: Request,
  environment: Environment,
  { requestId = '', now = Date.now() }: { requestId?: string; now?: number } = {},
): Caller {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const secret = environment.SUPABASE_SERVICE_ROLE_KEY;
  if (bearer === secret || (bearer === undefined && request.headers.get('apikey') === secret)) {
    return { kind: 'service', userId: null, keyId: null, client: serviceClient(environment, requestId) };
  }
  if (bearer === undefined) throw notSignedIn('Sign in first: the header Authorization is missing.');
  const claims = readClaims(bearer);
  if (!claims || typeof claims.sub !== 'string') throw notSignedIn('The access token is not valid.');
  if (typeof claims.exp !== 'number') throw notSignedIn('The access token is not valid.');
  if (claims.exp * 1000 <= now) {
    throw new HalleError('token_expired', 'The access token has expired. Sign in again or refresh it.');
  }
  const client = clientWith(environment, environment.SUPABASE_ANON_KEY, {
    Authorization: `Bearer ${bearer}`,
    'x-request-id': requestId,
  });
  return { kind: 'person', userId: claims.sub, keyId: null, client };
}

function notSignedIn(message: string): HalleError {
  return new HalleError('not_signed_in', message);
}

/** The claims of a JWT, unverified; null for anything that is none. */
function readClaims(token: string): { sub?: unknown; exp?: unknown } | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  try {
    const text = atob(parts[1]!.replaceAll('-', '+').replaceAll('_', '/'));
    const claims: unknown = JSON.parse(text);
    return typeof claims === 'object' && claims !== null ? claims : null;
  } catch {
    return null;
  }
}
