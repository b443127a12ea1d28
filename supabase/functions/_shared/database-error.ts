import { HalleError, isErrorCode } from '../../../shared/errors.ts';

/** As PostgREST answers: `PTnnn` with the catalogue's code in `details` is what `private.refuse` raised. */
export interface DatabaseError {
  code?: string;
  message: string;
  details?: string | null;
}

/** A refusal of the database API as an error of the catalogue; what is not known stays unknown (a plain 500). */
export function fromDatabase(error: DatabaseError, status?: number): Error {
  if (isErrorCode(error.details)) return new HalleError(error.details, error.message);
  // PGRST301..303: a token that PostgREST cannot accept. https://postgrest.org/en/stable/references/errors.html
  if (status === 401 || /^PGRST30[123]$/.test(error.code ?? '')) {
    return /expired/i.test(error.message)
      ? new HalleError('token_expired', 'The access token has expired. Sign in again or refresh it.')
      : new HalleError('not_signed_in', 'The access token is not valid.');
  }
  if (error.code === '42501') return new HalleError('not_allowed', 'This account may not do that.');
  return new Error(`database: ${error.code ?? ''} ${error.message}`);
}

/** The data of an answer, or its error thrown as one of the catalogue. */
export function orThrow<T>(answer: { data: T; error: DatabaseError | null; status?: number }): T {
  if (answer.error) throw fromDatabase(answer.error, answer.status);
  return answer.data;
}
