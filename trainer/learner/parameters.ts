import { z } from 'zod';

/** Everything that shapes a model besides the data. `parametersSchema.parse({})` gives the defaults. */
export const parametersSchema = z
  .object({
    /** Trees at most; early stopping may keep fewer. */
    iterations: z.int().min(1).max(5000).default(300),
    /** Share of each tree's answer that is taken. */
    learningRate: z.number().positive().max(1).default(0.1),
    /** Splits on the way from the root to a leaf, at most. */
    maxDepth: z.int().min(1).max(16).default(6),
    /** `leaf`: the split with the highest gain is made first; `depth`: all splits of a depth before those below. */
    growth: z.enum(['leaf', 'depth']).default('leaf'),
    /** Leaves a tree, at most. */
    maxLeaves: z.int().min(2).max(1024).default(64),
    /** Bins of values a feature; one more holds the missing values. */
    maxBins: z.int().min(2).max(255).default(255),
    /** Soft threshold on a leaf's gradient sum. */
    l1: z.number().min(0).default(0),
    /** Added to a leaf's hessian sum. */
    l2: z.number().min(0).default(1),
    /** Sum of hessians that each side of a split must have. */
    minChildWeight: z.number().min(0).default(1),
    /** Loss that a split must save (XGBoost's gamma). */
    minGain: z.number().min(0).default(0),
    /** Share of the rows that a tree sees, drawn without replacement. */
    rowSample: z.number().positive().max(1).default(1),
    /** Share of the features that a tree sees. */
    columnSample: z.number().positive().max(1).default(1),
    /** Features by name whose answer may only rise (1) or fall (-1) with the value, all else being equal. */
    monotone: z.record(z.string(), z.union([z.literal(1), z.literal(-1)])).default({}),
    /** Stop when the validation loss has not improved for so many trees. */
    earlyStoppingRounds: z.int().min(1).default(30),
    /** A category in fewer training rows than this is treated as one never seen. */
    minCategoryRows: z.int().min(1).default(20),
    /** Of everything random. */
    seed: z.int().min(0).max(0xffffffff).default(1),
  })
  .strict();

export type Parameters = z.infer<typeof parametersSchema>;
export type ParametersInput = z.input<typeof parametersSchema>;
