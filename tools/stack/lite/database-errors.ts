/** What postgres.js throws for an error of the server. */
interface DatabaseError {
  code: string;
  message: string;
  detail?: string;
  hint?: string;
}

function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && /^[0-9A-Z]{5}$/.test((error as Partial<DatabaseError>).code ?? '');
}

/** HTTP status of a SQLSTATE as PostgREST documents it; null where lite answers right by itself. */
export function statusOfSqlState(code: string): number | null {
  if (code.startsWith('PT') || code === 'PGRST' || ['42501', '23505', '23503', '25006'].includes(code))
    return null;
  if (code === 'P0001') return 400;
  const byClass: Record<string, number> = {
    '08': 503,
    '09': 500,
    '0L': 403,
    '0P': 403,
    '23': 400,
    '25': 500,
    '28': 403,
    '2D': 500,
    '38': 500,
    '39': 500,
    '3B': 500,
    '40': 500,
    '53': 503,
    '54': 413,
    '55': 500,
    '57': 500,
    '58': 500,
    F0: 500,
    HV: 500,
    P0: 500,
    XX: 500,
  };
  if (['21', '22', '42'].includes(code.slice(0, 2))) return null;
  return byClass[code.slice(0, 2)] ?? 400;
}

/**
 * `raise exception` and other SQLSTATEs become lite's 500 `SUP`. Real: PostgREST's table, with the code, the message,
 * detail and hint of Postgres. Bridged by the form that lite already knows for `raise sqlstate 'PGRST'`: an answer
 * with any code and status.
 */
export function normalizeDatabaseError(error: unknown): unknown {
  if (!isDatabaseError(error)) return error;
  const status = statusOfSqlState(error.code);
  if (status === null) return error;
  const answer = {
    code: error.code,
    message: error.message,
    details: error.detail ?? null,
    hint: error.hint ?? null,
  };
  return Object.assign(new Error(JSON.stringify(answer)), {
    code: 'PGRST',
    detail: JSON.stringify({ status, headers: {} }),
  });
}
