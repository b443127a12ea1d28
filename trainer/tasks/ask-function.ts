import type { JobHelpers } from 'graphile-worker';
import { errorBodySchema } from '../../shared/errors.ts';
import { requestId } from '../log.ts';
import { tracedFetch } from '../../shared/tracing/traced-fetch.ts';
import type { TrainerSettings } from '../settings.ts';

const PATIENCE = 120_000;

/** What an Edge Function answered: its body, or a refusal that trying again would not change. */
export type FunctionAnswer =
  | { ok: true; body: unknown }
  | {
      ok: false;
      status: number;
      code: string | undefined;
      message: string | undefined;
      details: Record<string, unknown> | undefined;
    };

/**
 * Asks an Edge Function with the secret key. Throws, so that the queue tries again, when it cannot be reached, says 5xx
 * or 429, takes longer than two minutes, or the trainer stops.
 */
export async function askFunction(
  settings: TrainerSettings,
  helpers: JobHelpers,
  path: string,
  body: object,
): Promise<FunctionAnswer> {
  const patience = AbortSignal.timeout(PATIENCE);
  const id = requestId();
  const answer = await tracedFetch(new URL(`/functions/v1/${path}`, settings.apiUrl), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      apikey: settings.secretKey,
      authorization: `Bearer ${settings.secretKey}`,
      ...(id === undefined ? {} : { 'x-request-id': id }),
    },
    body: JSON.stringify(body),
    signal: helpers.abortSignal ? AbortSignal.any([patience, helpers.abortSignal]) : patience,
  });
  const json: unknown = await answer.json().catch(() => null);
  if (answer.ok) return { ok: true, body: json };
  const refusal = errorBodySchema.safeParse(json).data?.error;
  if (answer.status >= 500 || answer.status === 429) {
    throw new Error(`${path} answered ${answer.status}: ${refusal?.message ?? 'no reason given'}`);
  }
  const { code, message, details } = refusal ?? {};
  return { ok: false, status: answer.status, code, message, details };
}
