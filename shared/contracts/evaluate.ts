import { plantTimeSchema } from '../plant/time.ts';
import { z } from 'zod';
import { metricsSchema } from '../metrics/evaluate.ts';
import { reasonSchema } from './predict.ts';

export const evaluateRequestSchema = z
  .object({
    modelId: z.int().positive(),
    against: z.int().positive().optional(),
    /** Road-test entries from (inclusive) to (exclusive); default: the newest labelled cars that neither learned from. */
    window: z.object({ from: plantTimeSchema, to: plantTimeSchema.optional() }).strict().optional(),
  })
  .strict();
export type EvaluateRequest = z.infer<typeof evaluateRequestSchema>;

/** Cars by what the model said of them, `from` (inclusive) to `to`, and how many of them failed. */
export const scoreBinSchema = z.object({
  from: z.number(),
  to: z.number(),
  failed: z.int(),
  passed: z.int(),
});
export type ScoreBin = z.infer<typeof scoreBinSchema>;

export const SEGMENTS = ['engine', 'color', 'month', 'checkpoint'] as const;
const segmentOf = z.object({
  by: z.enum(SEGMENTS),
  /** Of `month` `YYYY-MM`; '' where nothing is known. `checkpoint` is that of the last failure before the road test. */
  value: z.string(),
  cars: z.int(),
  failures: z.int(),
});
/** What a model does with the cars of a segment, at its own threshold. */
export const ownSegmentSchema = segmentOf.extend({ longTests: z.int(), caught: z.int() });
export type OwnSegment = z.infer<typeof ownSegmentSchema>;

/** What a model catches when it may send so many cars to the long test. */
export const ownCapacityPointSchema = z.object({
  longTests: z.int(),
  caught: z.int(),
  threshold: z.number(),
});
export type OwnCapacityPoint = z.infer<typeof ownCapacityPointSchema>;

const point = z.object({ x: z.number(), y: z.number() });
export const sideSchema = z.object({
  modelId: z.int(),
  name: z.string(),
  metrics: metricsSchema,
  curves: z.object({ roc: z.array(point), precisionRecall: z.array(point) }),
  /** What is kept of earlier evaluations lacks these three. Up to the last car. */
  scores: z.array(scoreBinSchema).optional(),
  segments: z.array(ownSegmentSchema).optional(),
  /** From no long test to one for every car. Of two models it stands in the comparison. */
  capacity: z.array(ownCapacityPointSchema).optional(),
});

const share = z.number().nullable();
/** A 95% interval; null where it cannot be computed. */
const intervalSchema = z.object({ low: z.number(), high: z.number() }).nullable();
const pairedSchema = z.object({
  both: z.int(),
  onlyModel: z.int(),
  onlyAgainst: z.int(),
  neither: z.int(),
});

/** What a comparison may say, and nothing else (docs/decisions/0018: the rule). */
export const VERDICTS = ['better', 'worse', 'no_difference', 'not_enough_failures'] as const;
export const verdictWordSchema = z.enum(VERDICTS);
export type VerdictWord = z.infer<typeof verdictWordSchema>;

export const COMPARED_METRICS = [
  'precision',
  'recall',
  'f1',
  'rocAuc',
  'prAuc',
  'brier',
  'expectedCalibrationError',
] as const;

/** A failing car that only one of the two sends to the long test, each at its own threshold. */
export const flipSchema = z.object({
  knr: z.string(),
  enteredAt: z.string(),
  probability: z.object({ model: z.number(), against: z.number() }),
  /** Of the model that catches it; empty beyond the first hundred of a side. */
  reasons: z.array(reasonSchema),
  /** What was found at the road test. */
  failed: z.array(z.string()),
});
export type Flip = z.infer<typeof flipSchema>;

export const segmentSchema = segmentOf.extend({
  /** Failing cars caught by one only, at equal capacity. */
  onlyModel: z.int(),
  onlyAgainst: z.int(),
  /** McNemar's, corrected for the number of segments (Benjamini and Hochberg, 1995); null with too few failures. */
  pValue: share,
  word: verdictWordSchema,
});
export type Segment = z.infer<typeof segmentSchema>;

/** What each model catches when both may send the same number of cars to the long test. */
export const capacityPointSchema = z.object({
  longTests: z.int(),
  model: z.object({ caught: z.int(), threshold: z.number() }),
  against: z.object({ caught: z.int(), threshold: z.number() }),
});
export type CapacityPoint = z.infer<typeof capacityPointSchema>;

export const comparisonSchema = z.object({
  verdict: z.object({
    word: verdictWordSchema,
    /** Long tests of either: about as many as `against` asks for at its own threshold (shared/comparison/equal-capacity.ts). */
    longTests: z.int(),
    failures: pairedSchema,
    /** Share of the failures that the model catches beyond the other, with its 95% interval. */
    difference: z.number(),
    interval: intervalSchema,
    /** McNemar's exact test on the failing cars, two-sided. */
    pValue: z.number(),
  }),
  /** McNemar's exact test on the failing cars, each model at its own threshold. */
  ownThresholds: z.object({ pValue: z.number() }),
  /** Model minus other, with paired bootstrap intervals. */
  differences: z.array(
    z.object({
      metric: z.enum(COMPARED_METRICS),
      model: share,
      against: share,
      difference: share,
      interval: intervalSchema,
    }),
  ),
  /** From no long test to a long test for every car. */
  capacity: z.array(capacityPointSchema),
  flips: z.object({ onlyModel: z.array(flipSchema), onlyAgainst: z.array(flipSchema) }),
  segments: z.array(segmentSchema),
  /** Cars that `predict` answered with `against` while the model was challenger, each once; null without any. */
  live: z
    .object({
      cars: z.int(),
      known: z.int(),
      failures: pairedSchema,
      passes: pairedSchema,
      pValue: z.number(),
    })
    .nullable(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

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
  paired: z.object({ failures: pairedSchema, passes: pairedSchema }).nullable(),
  /** Null for one model. */
  comparison: comparisonSchema.nullable(),
});
export type EvaluateResponse = z.infer<typeof evaluateResponseSchema>;

/** Cars that one model is measured on at most; two are asked about half as many each: a request has two seconds. */
export const EVALUATE_LIMIT = 26_000;
