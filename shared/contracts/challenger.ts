import { z } from 'zod';

/** Predictions of one request to `POST /evaluate/challenger`: a fraction of the 2 s of CPU that it may take. */
export const CHALLENGER_BATCH = 1000;

/** `POST /evaluate/challenger`, asked by the trainer until nothing is left. */
export const challengerScoredSchema = z.object({
  scored: z.int(),
  /** Predictions that the challenger could not score, and that it is not asked for again. */
  unscorable: z.int(),
  /** Ask again: there may be more. */
  left: z.boolean(),
});
export type ChallengerScored = z.infer<typeof challengerScoredSchema>;

/** The rpc `challenger_status`; null without a challenger. */
export const challengerStatusSchema = z
  .object({
    modelId: z.int(),
    name: z.string(),
    since: z.string(),
    reason: z.string().nullable(),
    /** Cars that it has scored since then, each once, and of how many of them the road-test result is known. */
    cars: z.int(),
    known: z.int(),
    /** Predictions that it could not score. */
    unscorable: z.int(),
  })
  .nullable();
export type ChallengerStatus = z.infer<typeof challengerStatusSchema>;

/**
 * The rpc `live_pairs`: cars that `predict` answered with `against` and that the model scored. A row: probability of the
 * model, of `against`, threshold of the deployment that answered, 1 for a failed road test, 0 for a passed one, null for
 * one that is not known yet.
 */
export const livePairsSchema = z.object({
  cars: z.int(),
  known: z.int(),
  rows: z.array(
    z.tuple([z.number(), z.number(), z.number(), z.union([z.literal(0), z.literal(1)]).nullable()]),
  ),
});
export type LivePairs = z.infer<typeof livePairsSchema>;
