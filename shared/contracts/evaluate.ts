import { plantTimeSchema } from '../plant/time.ts';
import { z } from 'zod';
import { metricsSchema } from '../metrics/evaluate.ts';

export const evaluateRequestSchema = z
  .object({
    modelId: z.int().positive(),
    against: z.int().positive().optional(),
    /** Road-test entries from (inclusive) to (exclusive); default: all labelled cars neither model learned from. */
    window: z.object({ from: plantTimeSchema, to: plantTimeSchema.optional() }).strict().optional(),
  })
  .strict();
export type EvaluateRequest = z.infer<typeof evaluateRequestSchema>;

const point = z.object({ x: z.number(), y: z.number() });
export const sideSchema = z.object({
  modelId: z.int(),
  name: z.string(),
  metrics: metricsSchema,
  curves: z.object({ roc: z.array(point), precisionRecall: z.array(point) }),
});

export const evaluateResponseSchema = z.object({
  /** Null for an operator's: it is not kept, because a deployment quotes the newest one that is. */
  evaluationId: z.int().nullable(),
  window: z.object({ from: z.string(), to: z.string(), cars: z.int(), failures: z.int() }),
  /** True when the window holds cars that a model learned from: its figures are then too good. */
  seenInTraining: z.boolean(),
  model: sideSchema,
  against: sideSchema.nullable(),
  naive: metricsSchema,
  /** Failing cars sent to the long test by: both, only the model, only the other, neither; the same for needless long tests. */
  paired: z
    .object({
      failures: z.object({ both: z.int(), onlyModel: z.int(), onlyAgainst: z.int(), neither: z.int() }),
      passes: z.object({ both: z.int(), onlyModel: z.int(), onlyAgainst: z.int(), neither: z.int() }),
    })
    .nullable(),
});
export type EvaluateResponse = z.infer<typeof evaluateResponseSchema>;

export const EVALUATE_LIMIT = 26_000;
