import type { Task } from 'graphile-worker';
import { z } from 'zod';
import { errorBodySchema } from '../../shared/errors.ts';
import type { TrainerContext } from '../context.ts';

const payloadSchema = z.object({ modelId: z.coerce.number().int().positive() });
const PATIENCE = 120_000;

/**
 * The queue's task `evaluate_model`: has the Edge Function `evaluate` measure a registered model. Tried again only
 * when the function cannot be reached or says 5xx or 429; any other refusal (too few labelled cars, a model that is
 * gone) stands until somebody asks again, and is only logged.
 */
export function evaluateModelTask({ settings, log }: TrainerContext): Task {
  return async (payload, helpers) => {
    const { modelId } = payloadSchema.parse(payload);
    const patience = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(new URL('/functions/v1/evaluate', settings.apiUrl), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        apikey: settings.secretKey,
        authorization: `Bearer ${settings.secretKey}`,
      },
      body: JSON.stringify({ modelId }),
      signal: helpers.abortSignal ? AbortSignal.any([patience, helpers.abortSignal]) : patience,
    });
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) {
      log('model evaluated', { modelId });
      return;
    }
    const refusal = errorBodySchema.safeParse(body).data?.error;
    if (answer.status >= 500 || answer.status === 429) {
      throw new Error(
        `evaluate answered ${answer.status} for model ${modelId}: ${refusal?.message ?? 'no reason given'}`,
      );
    }
    log('model not evaluated', {
      modelId,
      status: answer.status,
      code: refusal?.code,
      message: refusal?.message,
    });
  };
}
