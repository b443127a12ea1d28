import { z } from 'zod';
import { FEATURES } from '../features/catalogue.ts';
import { knrSchema } from '../plant/knr.ts';

export const PREDICT_LIMIT = 1000;

const featureRowSchema = z
  .object(
    Object.fromEntries(
      FEATURES.map((f) => [f.name, (f.kind === 'number' ? z.number() : z.string()).nullable().optional()]),
    ),
  )
  .strict();

/**
 * One of three bodies: a car, cars, or features given by the caller (nothing is looked up or kept).
 * The gate sends each number with a `requestId`: when it comes again, the answer that was kept comes again. `askedAt`
 * is when it was typed; `late`: sent only after a lost connection was back, so that nobody had the answer in time.
 * `ahead`: the cars are expected at the gate and have not come yet.
 */
export const predictRequestSchema = z.union([
  z
    .object({
      knr: knrSchema,
      requestId: z.uuid().optional(),
      askedAt: z.iso.datetime({ offset: true }).optional(),
      late: z.boolean().optional(),
    })
    .strict(),
  z.object({ knrs: z.array(knrSchema).min(1).max(PREDICT_LIMIT), ahead: z.boolean().optional() }).strict(),
  z
    .object({
      cars: z
        .array(z.object({ features: featureRowSchema }).strict())
        .min(1)
        .max(PREDICT_LIMIT),
    })
    .strict(),
]);
export type PredictRequest = z.infer<typeof predictRequestSchema>;

/**
 * Why: a feature, its value and what is typical of the plant's cars (mean, or most frequent category).
 * Of a model with a tree file, `contribution` is what the feature adds to the log-odds of failing (exact TreeSHAP), and
 * `effect` how much lower the probability would be without it. A car for the long test is told what speaks for a failure,
 * one for the short test what speaks against it (both then below 0): at most three, strongest first.
 * Of a model without one there is no `contribution`; `effect` is how much the probability would fall if this car had the
 * typical value (a what-if with the model itself), above 0 for either test.
 */
export const reasonSchema = z.object({
  feature: z.string(),
  value: z.union([z.number(), z.string()]).nullable(),
  typical: z.union([z.number(), z.string()]).nullable(),
  effect: z.number(),
  contribution: z.number().optional(),
});

export type Reason = z.infer<typeof reasonSchema>;

/**
 * A reason as it is told. An operator gets no weights, because small ones would give a car of the audit lane away: `effect`
 * is null, there is no `contribution`, and `speaks` tells whether it speaks for a failure or against one.
 */
export const toldReasonSchema = reasonSchema.extend({
  effect: z.number().nullable(),
  speaks: z.enum(['for', 'against']).optional(),
});
export type ToldReason = z.infer<typeof toldReasonSchema>;

/** `audit`: the model says short, and the car was drawn to be tested long all the same, to see what the model misses. */
export const LANES = ['model', 'audit'] as const;

export const predictionSchema = z.object({
  /**
   * Of the kept prediction; null for what is not kept: features given by the caller, and a car asked ahead that the gate
   * has asked for itself.
   */
  id: z.int().nullable(),
  knr: z.string().nullable(),
  /** Null when too little is known about the car to ask the model, and to operators. */
  probability: z.number().min(0).max(1).nullable(),
  decision: z.enum(['long', 'short']),
  /** Null to operators. */
  threshold: z.number().nullable(),
  tooLittleData: z.boolean(),
  /** Null to operators, with too little data, and for features given by the caller. */
  lane: z.enum(LANES).nullable(),
  reasons: z.array(toldReasonSchema),
});
export type Prediction = z.infer<typeof predictionSchema>;

/** Why an operator decided otherwise; `other` needs a note. */
export const OVERRIDE_REASONS = [
  'heard_or_smelled',
  'seen_damage',
  'supervisor',
  'no_capacity',
  'other',
] as const;
export type OverrideReason = (typeof OVERRIDE_REASONS)[number];

/** What the rpc `override_decision` answers: the operator's decision as it now stands, all null once taken back. */
export const overrideSchema = z.object({
  id: z.int(),
  decision: z.enum(['long', 'short']).nullable(),
  reason: z.enum(OVERRIDE_REASONS).nullable(),
  note: z.string().nullable(),
  /** When it was first decided: it can be changed for an hour. */
  at: z.string().nullable(),
});
export type Override = z.infer<typeof overrideSchema>;

export const predictResponseSchema = z.object({
  model: z.object({ id: z.int(), name: z.string() }),
  deploymentId: z.int(),
  predictions: z.array(predictionSchema),
  /** Numbers of cars of which nothing was ever loaded; a request whose every car is unknown is answered with 404. */
  unknown: z.array(z.string()),
});
export type PredictResponse = z.infer<typeof predictResponseSchema>;
