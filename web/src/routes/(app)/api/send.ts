import type { ApiCall } from '$lib/data/api-document.ts';
import { Failure } from '$lib/data/failure.ts';
import { session } from '$lib/session/session.svelte.ts';
import { addressOf, bodyOf, headersOf, type Filled } from './request.ts';

export interface Sent {
  status: number;
  ms: number;
  requestId: string | null;
  /** JSON is set for people; null: nothing was answered, or a file. */
  text: string | null;
}

/** Makes the call, as the person or with an API key. A refusal is an answer. @throws Failure */
export async function send(call: ApiCall, filled: Filled, key: string | null): Promise<Sent> {
  const token = key ?? (await session.token());
  if (!token) throw new Failure('token_expired', 'The session has ended.');
  const headers = new Headers(headersOf(call, filled));
  headers.set('authorization', `Bearer ${token}`);
  if (key === null) headers.set('apikey', session.config.publishableKey);
  const started = performance.now();
  const answer = await fetch(session.config.apiUrl + addressOf(call, filled), {
    method: call.method,
    headers,
    body: bodyOf(call, filled),
  });
  const json = answer.headers.get('content-type')?.includes('json');
  const text = json ? JSON.stringify(await answer.json(), null, 2) : null;
  await answer.body?.cancel().catch(() => undefined);
  return {
    status: answer.status,
    ms: Math.round(performance.now() - started),
    requestId: answer.headers.get('x-request-id'),
    text,
  };
}
