import { z } from 'zod';
import {
  comparisonSchema,
  evaluateResponseSchema,
  type EvaluateResponse,
} from '$shared/contracts/evaluate.ts';
import { session } from '$lib/session/session.svelte.ts';
import { callFunction, rest } from './rest.ts';

/** Road-test entries from (inclusive) to (exclusive), plant time. */
export interface Window {
  from: string;
  to: string | null;
}

/** Measures a model, or two on the same cars. The server keeps the answer. @throws Failure */
export function evaluateModels(
  modelId: number,
  against: number | null,
  window: Window | null = null,
  signal?: AbortSignal,
): Promise<EvaluateResponse> {
  const body = {
    modelId,
    ...(against === null ? {} : { against }),
    ...(window ? { window: window.to === null ? { from: window.from } : window } : {}),
  };
  return callFunction('evaluate', evaluateResponseSchema, body, signal);
}

/** What a comparison measured. One that was kept before comparisons were paired has no `comparison`. */
export const measuredSchema = evaluateResponseSchema
  .omit({ evaluationId: true })
  .extend({ comparison: comparisonSchema.nullable().default(null) });
export type Measured = z.infer<typeof measuredSchema>;

const keptRow = z
  .object({
    id: z.coerce.number(),
    against_id: z.coerce.number().nullable(),
    created_at: z.string(),
    seen: z.boolean().nullable(),
    window: evaluateResponseSchema.shape.window,
    verdict: comparisonSchema.shape.verdict.nullable(),
  })
  .transform((r) => ({
    id: r.id,
    againstId: r.against_id,
    createdAt: r.created_at,
    seenInTraining: r.seen ?? false,
    window: r.window,
    verdict: r.verdict,
  }));
/** A kept comparison in short: what a decision is based on. */
export type KeptComparison = z.infer<typeof keptRow>;

/** The newest kept comparison of a model with `against`, with any other one, or (null) of it alone. @throws Failure */
export async function newestComparison(
  modelId: number,
  against: number | 'any' | null,
): Promise<KeptComparison | null> {
  const kept = session.client
    .from('evaluations')
    .select(
      'id,against_id,created_at,seen:result->seenInTraining,window:result->window,verdict:result->comparison->verdict',
    )
    .eq('model_id', modelId);
  const wanted =
    against === null
      ? kept.is('against_id', null)
      : against === 'any'
        ? kept.not('against_id', 'is', null)
        : kept.eq('against_id', against);
  const rows = await rest(wanted.order('id', { ascending: false }).limit(1), z.array(keptRow));
  return rows[0] ?? null;
}

const sideRow = z
  .object({
    created_at: z.string(),
    seen: z.boolean().nullable(),
    window: evaluateResponseSchema.shape.window,
    model: evaluateResponseSchema.shape.model,
  })
  .transform((r) => ({
    createdAt: r.created_at,
    seenInTraining: r.seen ?? false,
    window: r.window,
    model: r.model,
    comparison: null,
  }));
/** What was measured last of one model by itself. */
export type MeasuredAlone = z.infer<typeof sideRow>;

/** The newest kept evaluation of a model alone; null where nobody has measured it so. @throws Failure */
export async function newestAlone(modelId: number): Promise<MeasuredAlone | null> {
  const kept = session.client
    .from('evaluations')
    .select('created_at,seen:result->seenInTraining,window:result->window,model:result->model')
    .eq('model_id', modelId)
    .is('against_id', null);
  return (await rest(kept.order('id', { ascending: false }).limit(1), z.array(sideRow)))[0] ?? null;
}

const offerSchema = z.object({
  from: z.string(),
  to: z.string().nullish(),
  cars: z.number(),
  failures: z.number(),
  seenInTraining: z.boolean(),
});
/** A window that would do, where the one that was asked for has too few cars. */
export type Offer = z.infer<typeof offerSchema>;

export function offerOf(details: Record<string, unknown>): Offer | null {
  return offerSchema.safeParse(details['offer']).data ?? null;
}
