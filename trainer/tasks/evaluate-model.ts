import type { Task } from 'graphile-worker';
import { z } from 'zod';
import type { TrainerContext } from '../context.ts';
import { askFunction } from './ask-function.ts';

const payloadSchema = z.object({ modelId: z.coerce.number().int().positive() });

/**
 * The queue's task `evaluate_model`: has the Edge Function `evaluate` measure a registered model. A refusal (too few
 * labelled cars, a model that is gone) stands until somebody asks again, and is only logged.
 */
export function evaluateModelTask({ settings, log }: TrainerContext): Task {
  return async (payload, helpers) => {
    const { modelId } = payloadSchema.parse(payload);
    const answer = await askFunction(settings, helpers, 'evaluate', { modelId });
    if (answer.ok) log('model evaluated', { modelId });
    else {
      const { status, code, message } = answer;
      log('model not evaluated', { modelId, status, code, message });
    }
  };
}
