import { z } from 'zod';
import { session } from '$lib/session/session.svelte.ts';
import { Failure, fromFunction, fromRest } from './failure.ts';

interface RestAnswer {
  data: unknown;
  error: { code?: string; message: string; details?: string | null } | null;
  status: number;
}

/** Awaits a supabase-js query and parses its rows. @throws Failure */
export async function rest<T extends z.ZodType>(
  query: PromiseLike<RestAnswer>,
  schema: T,
): Promise<z.infer<T>> {
  const { data, error, status } = await query;
  if (error) {
    const failure = fromRest(error, status);
    session.notice(failure);
    throw failure;
  }
  return schema.parse(data);
}

/** As `rest`, of one page of a query that counts: its rows and how many there are in all. @throws Failure */
export async function restPage<T extends z.ZodType>(
  query: PromiseLike<RestAnswer & { count: number | null }>,
  row: T,
): Promise<{ total: number; rows: z.infer<T>[] }> {
  const answer = await query;
  // A page beyond the last one is refused, with how many there are.
  if (answer.error?.code === 'PGRST103')
    return { total: Number(/only (\d+) row/.exec(answer.error.details ?? '')?.[1] ?? 1), rows: [] };
  const rows = await rest(Promise.resolve(answer), z.array(row));
  return { total: answer.count ?? rows.length, rows };
}

/** Calls an Edge Function and parses its answer. @throws Failure */
export async function callFunction<T extends z.ZodType>(
  path: string,
  schema: T,
  body?: unknown,
  signal?: AbortSignal,
): Promise<z.infer<T>> {
  const token = await session.token();
  if (!token) {
    const failure = new Failure('token_expired', 'The session has ended.');
    session.notice(failure);
    throw failure;
  }
  const answer = await fetch(`${session.config.apiUrl}/functions/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      apikey: session.config.publishableKey,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const json: unknown = await answer.json().catch(() => null);
  if (!answer.ok) {
    const failure = fromFunction(json, answer.status);
    session.notice(failure);
    throw failure;
  }
  return schema.parse(json);
}
