import { z } from 'zod';
import { comparisonSchema } from './evaluate.ts';
import { causeSchema, newsSchema } from './retrain.ts';
import { RUN_CAUSE } from './runs.ts';

export const ANSWERS = ['reject', 'later', 'take_back'] as const;
export type Answer = (typeof ANSWERS)[number];

/** A kept comparison in short. */
export const shortComparisonSchema = z.object({
  id: z.int(),
  at: z.string(),
  cars: z.int().nullable(),
  failures: z.int().nullable(),
  seenInTraining: z.boolean().nullable(),
  verdict: comparisonSchema.shape.verdict.nullable(),
});
export type ShortComparison = z.infer<typeof shortComparisonSchema>;

export const candidateSchema = z.object({
  modelId: z.int(),
  name: z.string(),
  createdAt: z.string(),
  /** It asks for an answer now. */
  waiting: z.boolean(),
  answer: z.enum(ANSWERS).nullable(),
  /** Of `later`: when it comes back; null: with the next candidate. */
  until: z.string().nullable(),
  /** The newest candidate that was made after it and is not rejected. */
  newer: z.int().nullable(),
  /** Null: a model from elsewhere. */
  run: z
    .object({
      id: z.int(),
      cause: z.enum(RUN_CAUSE),
      causes: z.array(causeSchema),
      news: newsSchema.nullable(),
      /** Who asked, for engineers. */
      person: z.string().nullable(),
    })
    .nullable(),
  /** With the model in use; null: not computed yet, or refused. */
  comparison: shortComparisonSchema.nullable(),
  refused: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** The rpc `inbox`: candidates that are not rejected, newest first. */
export const inboxSchema = z.object({
  inUse: z.object({ id: z.int(), name: z.string() }).nullable(),
  candidates: z.array(candidateSchema),
});
export type Inbox = z.infer<typeof inboxSchema>;

/** The rpc `rejections`: candidates whose newest answer is a rejection, newest first. */
export const rejectionSchema = z.object({
  modelId: z.int(),
  name: z.string(),
  reason: z.string(),
  at: z.string(),
  person: z.string().nullable(),
  /** The model in use at that time, and what the comparison with it had said. */
  againstId: z.int().nullable(),
  comparison: shortComparisonSchema.nullable(),
  /** Cars that it scored silently and that the other answered, with a known result; null: it never scored silently. */
  live: z
    .object({
      known: z.int(),
      failures: z.int(),
      caught: z.int(),
      caughtByOther: z.int(),
      longTests: z.int(),
      longTestsOfOther: z.int(),
    })
    .nullable(),
});
export type Rejection = z.infer<typeof rejectionSchema>;
