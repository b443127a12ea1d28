import { errorBodySchema, isErrorCode, type ErrorCode } from '$shared/errors.ts';

/** What went wrong, in one shape, whether a function, the REST API, Storage or the network said it. */
export class Failure extends Error {
  readonly code: ErrorCode | 'offline' | 'unexpected';
  readonly details: Record<string, unknown>;
  constructor(code: Failure['code'], message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }
  /** The session is over: only signing in again helps. */
  get signedOut(): boolean {
    return this.code === 'token_expired' || this.code === 'not_signed_in';
  }
}

/** PostgREST's errors: our SQL puts the catalogue's code into `details`; an expired token is PGRST301 or 303. */
export function fromRest(
  error: { code?: string; message: string; details?: string | null },
  status = 0,
): Failure {
  if (isErrorCode(error.details)) return new Failure(error.details, error.message);
  if (status === 401 || error.code === 'PGRST301' || error.code === 'PGRST303')
    return new Failure('token_expired', error.message);
  if (status === 403 || error.code === '42501') return new Failure('not_allowed', error.message);
  if (status === 0 && /fetch|network/i.test(error.message)) return new Failure('offline', error.message);
  return new Failure('unexpected', error.message);
}

/** Errors of the Edge Functions, `{error: {code, message, details?}}`. */
export function fromFunction(body: unknown, status: number): Failure {
  const parsed = errorBodySchema.safeParse(body);
  if (parsed.success)
    return new Failure(parsed.data.error.code, parsed.data.error.message, parsed.data.error.details);
  if (status === 401) return new Failure('token_expired', 'The session has ended.');
  return new Failure('unexpected', `The server answered ${status}.`);
}

export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof TypeError && /fetch|network/i.test(error.message))
    return new Failure('offline', error.message);
  return new Failure('unexpected', error instanceof Error ? error.message : String(error));
}
