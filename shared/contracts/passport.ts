import { z } from 'zod';
import { datasetKindSchema } from './datasets.ts';
import { reasonSchema } from './predict.ts';

/** What a prediction came to once the car's label was known. */
export const OUTCOMES = ['caught', 'escaped', 'needless', 'rightly_short', 'not_known'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * Where a car stood when the model in use was made. `later`: it entered the road test after the snapshot's last car, or
 * has not yet; `not_labelled`: its result was not known then; `not_known`: nobody kept which cars that model learned from.
 */
export const TRAINING_PARTS = [
  'learned',
  'held_out',
  'excluded',
  'later',
  'not_labelled',
  'not_known',
] as const;

/** A passing of a status point. `minutes` since the one before; null for the first. Plant time. */
export const passingSchema = z.object({
  code: z.string(),
  checkpoint: z.string().nullable(),
  passedAt: z.string(),
  minutes: z.number().nullable(),
});

export const foundFailureSchema = z.object({
  checkpoint: z.string(),
  station: z.string().nullable(),
  failure: z.string(),
  failureGroup: z.string(),
  foundAt: z.string(),
  /** At the road test or later, by place or by time: never a feature. */
  fromEntryOn: z.boolean(),
});

export const testFailureSchema = z.object({
  testGroup: z.int(),
  name: z.string(),
  unit: z.string(),
  value: z.number().nullable(),
  testedAt: z.string(),
});

export const madePredictionSchema = z.object({
  id: z.int(),
  /** An instant with its zone, unlike the times of the plant. */
  madeAt: z.string(),
  deploymentId: z.int(),
  modelId: z.int(),
  modelName: z.string(),
  /** Of the deployment. */
  threshold: z.number(),
  /** Null where too little was known about the car to ask the model. */
  probability: z.number().nullable(),
  decision: z.enum(['long', 'short']),
  reasons: z.array(reasonSchema),
  outcome: z.enum(OUTCOMES),
});
export type MadePrediction = z.infer<typeof madePredictionSchema>;

/** What `car_passport` answers for a car that somebody has heard of. */
export const passportSchema = z.object({
  knr: z.string(),
  model: z.string().nullable(),
  color: z.string().nullable(),
  engine: z.string().nullable(),
  roadTestAt: z.string().nullable(),
  roadTestEndedAt: z.string().nullable(),
  /** The label; null while it is not known. */
  roadTestFailed: z.boolean().nullable(),
  /** In the order of time. */
  line: z.array(passingSchema),
  failures: z.array(foundFailureSchema),
  testGroups: z.array(
    z.object({
      testGroup: z.int(),
      ok: z.int(),
      notOk: z.int(),
      firstAt: z.string(),
      lastAt: z.string(),
    }),
  ),
  /** Every result that was not ok. */
  testFailures: z.array(testFailureSchema),
  /** Newest first. */
  predictions: z.array(madePredictionSchema),
  /** Loaded datasets that speak of the car. */
  datasets: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      kind: datasetKindSchema,
      source: z.enum(['file', 'http']),
      review: z.enum(['fine', 'needs_look', 'accepted']).nullable(),
    }),
  ),
  /** Null while no model is in use. */
  training: z
    .object({
      modelId: z.int(),
      modelName: z.string(),
      part: z.enum(TRAINING_PARTS),
      /** Of an excluded car, with the dataset because of which. */
      reason: z.string().nullable(),
      dataset: z.object({ id: z.int(), name: z.string() }).nullable(),
    })
    .nullable(),
});
export type Passport = z.infer<typeof passportSchema>;
