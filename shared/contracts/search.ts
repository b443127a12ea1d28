import { z } from 'zod';

/** How good something is on the folds of a search. Log-loss in nats a car: lower is better. */
export const scoreSchema = z.object({
  /** Mean of the folds. */
  logLoss: z.number(),
  /** Standard deviation between the folds; 0 with one. */
  spread: z.number(),
  prAuc: z.number().nullable(),
  rocAuc: z.number().nullable(),
  /** Log-loss by fold, oldest first. */
  folds: z.array(z.number()),
});
export type Score = z.infer<typeof scoreSchema>;

export const trialSchema = scoreSchema.extend({
  /** From 1, in the order in which they were tried; 1 is the defaults. */
  number: z.int().positive(),
  parameters: z.record(z.string(), z.number()),
  /** Trees that early stopping kept, by fold. */
  trees: z.array(z.int()),
  /** Clearly worse on its first folds: the later ones were left out, and it cannot be chosen. */
  stopped: z.boolean(),
});
export type Trial = z.infer<typeof trialSchema>;

/** How much lower the chosen trial's log-loss is on the same cars, and the standard error of that. */
export const leadSchema = z.object({ lead: z.number(), error: z.number() });
export type Lead = z.infer<typeof leadSchema>;

/** What a training run tried before it learned its model. Complete when `chosen` is not null. */
export const searchResultSchema = z.object({
  /** `trials` at most, and none that would end after `seconds`. */
  budget: z.object({ trials: z.int().positive(), seconds: z.number().positive() }),
  /** Cars learned from (the newest of them for early stopping) and cars scored, by fold, oldest first. */
  folds: z.array(z.object({ learned: z.int(), scored: z.int(), failures: z.int() })),
  trials: z.array(trialSchema),
  baselines: z.object({ logistic: scoreSchema, baseRate: scoreSchema }).nullable(),
  endedBy: z.enum(['trials', 'seconds']).nullable(),
  /** The number of the chosen trial. */
  chosen: z.int().positive().nullable(),
  /** True where another trial was lower, by less than one standard error: chance, so the defaults stay. */
  defaultsKept: z.boolean(),
  verdict: z.object({ beats: z.boolean(), logistic: leadSchema, baseRate: leadSchema }).nullable(),
});
export type SearchResult = z.infer<typeof searchResultSchema>;
