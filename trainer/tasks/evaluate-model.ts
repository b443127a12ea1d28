import type { Task } from 'graphile-worker';
import { z } from 'zod';
import type { TrainerContext } from '../context.ts';
import { askFunction, type FunctionAnswer } from './ask-function.ts';

const payloadSchema = z.object({ modelId: z.coerce.number().int().positive() });

/**
 * The queue's task `evaluate_model`: has the Edge Function `evaluate` measure a registered model, alone and against the
 * model in use, each once: what is kept already is not measured again. A refusal of the first (too few labelled cars, a
 * model that is gone) stands until somebody asks again, and is only logged; one of the second is kept, because the inbox
 * says it.
 */
export function evaluateModelTask(context: TrainerContext): Task {
  const { settings, sql, log } = context;
  return async (payload, helpers) => {
    const { modelId } = payloadSchema.parse(payload);
    const [measured] =
      await sql`select from public.evaluations where model_id = ${modelId} and against_id is null limit 1`;
    if (!measured) {
      const answer = await askFunction(settings, helpers, 'evaluate', { modelId });
      if (answer.ok) log('model evaluated', { modelId });
      else logRefusal(answer, { modelId });
    }
    const [pair] = await sql`
      select d.model_id as against from public.deployments d order by d.id desc limit 1`;
    const against = pair && Number(pair['against']);
    if (!against || against === modelId) return;
    const [kept] = await sql`select private.is_compared(${modelId}, ${against}) as compared`;
    if (kept?.['compared']) return;
    const answer = await askFunction(settings, helpers, 'evaluate', { modelId, against });
    if (answer.ok) {
      log('model compared', { modelId, against });
      await sql`delete from public.refused_comparisons where model_id = ${modelId} and against_id = ${against}`;
    } else {
      logRefusal(answer, { modelId, against });
      // Without the models there is nothing to tell of them.
      await sql`
        insert into public.refused_comparisons (model_id, against_id, code, details)
        select m.id, o.id, ${answer.code ?? 'internal'}, ${sql.json((answer.details ?? {}) as never)}
        from public.models m, public.models o where m.id = ${modelId} and o.id = ${against}
        on conflict (model_id, against_id) do update
        set code = excluded.code, details = excluded.details, created_at = now()`;
    }
  };

  function logRefusal(answer: Extract<FunctionAnswer, { ok: false }>, ids: Record<string, number>): void {
    const { status, code, message } = answer;
    log('model not evaluated', { ...ids, status, code, message });
  }
}
