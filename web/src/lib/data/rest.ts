import { z } from 'zod';
import { session } from '$lib/session/session.svelte.ts';
import { Failure, fromFunction, fromRest } from './failure.ts';

interface RestAnswer {
  data: unknown;
  count?: number | null;
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

/** A page of rows, and how many there are in all; the query asks for it with `count: 'exact'`. @throws Failure */
export async function restPage<T extends z.ZodType>(
  query: PromiseLike<RestAnswer>,
  row: T,
): Promise<{ rows: z.infer<T>[]; total: number }> {
  const answer = await query;
  // A page beyond the last one.
  if (answer.error?.code === 'PGRST103') return { rows: [], total: 0 };
  const rows = await rest(Promise.resolve(answer), z.array(row));
  return { rows, total: answer.count ?? rows.length };
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
