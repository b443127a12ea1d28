import { z } from 'zod';
import { confusionSchema } from '../metrics/binary.ts';
import { OVERRIDE_REASONS } from './predict.ts';

/** What follows from the probabilities alone (CBPE), of all cars that have one, whether or not their result is known. */
export const estimatedCountsSchema = z.object({
  cars: z.int(),
  tp: z.number(),
  fp: z.number(),
  fn: z.number(),
  tn: z.number(),
  /** Variance of the failures among the cars for the long test, and among those for the short one. */
  longVariance: z.number(),
  shortVariance: z.number(),
});
export type EstimatedCounts = z.infer<typeof estimatedCountsSchema>;

export const performanceCountsSchema = z.object({
  /** Cars, each once: by its last answer before its label was known. */
  cars: z.int(),
  known: z.int(),
  pending: z.int(),
  /** Without a label `plant_settings.result_days` days after the answer. */
  neverTested: z.int(),
  /** Cars for the long test, by the answer or by the operator. */
  long: z.int(),
  /** Of the known ones, by the test that was really decided. */
  decided: confusionSchema,
  /** The same by what the model alone says. Null to operators, as the audit lane is. */
  model: confusionSchema.nullable(),
  /** Cars that the model would have tested short, and that were drawn and tested long. */
  audit: z.object({ cars: z.int(), known: z.int(), failures: z.int() }).nullable(),
  estimated: estimatedCountsSchema,
});
export type PerformanceCounts = z.infer<typeof performanceCountsSchema>;

/** A week is told by its number since Monday 5 January 1970, a block of 1,000 cars by its own from 0. */
export const performancePeriodSchema = z.object({
  period: z.int(),
  firstAt: z.string(),
  lastAt: z.string(),
  counts: performanceCountsSchema,
});
export type PerformancePeriod = z.infer<typeof performancePeriodSchema>;

/** The rpc `performance`. */
export const performanceSchema = z.object({
  by: z.enum(['week', 'cars']),
  /** In the order of time; a week without an answer is left out. */
  periods: z.array(performancePeriodSchema),
  /** Null without an answer that counts. */
  total: performanceCountsSchema.nullable(),
  /** Cars of which the operator decided otherwise: the most frequent first. */
  overrides: z.array(
    z.object({
      decision: z.enum(['long', 'short']),
      reason: z.enum(OVERRIDE_REASONS),
      cars: z.int(),
      known: z.int(),
      /** A failing car tested long, or a passing one tested short. */
      operatorRight: z.int(),
    }),
  ),
  /** What happened meanwhile, at the last period that had begun by then. */
  marks: z.array(
    z.object({
      kind: z.enum(['deployment', 'load']),
      id: z.int(),
      name: z.string(),
      at: z.string(),
      period: z.int(),
    }),
  ),
});
export type Performance = z.infer<typeof performanceSchema>;
