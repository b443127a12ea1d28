import { z } from 'zod';
import { searchResultSchema } from './search.ts';

export const RUN_STATUS = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const RUN_PHASE = [
  'waiting',
  'snapshot',
  'split',
  'search',
  'train',
  'evaluate',
  'write',
  'register',
  'done',
] as const;
export const RUN_CAUSE = ['button', 'http', 'labels', 'schedule', 'alarm'] as const;

/** What a caller may say about a run; a learner's parameter that is left out is searched for. */
export const runParametersSchema = z
  .object({
    trees: z.int().min(1).max(2000),
    learningRate: z.number().gt(0).max(1),
    maxDepth: z.int().min(1).max(12),
    seed: z.int().nonnegative(),
    name: z.string().trim().min(1).max(120),
    /** How long to search for parameters; one trial is the defaults. Left out: by the number of cars. */
    search: z
      .object({ trials: z.int().min(1).max(500), seconds: z.number().positive().max(86_400) })
      .partial()
      .strict(),
    /** Features that may tell the label by themselves: an engineer has looked at them. */
    acceptLeaks: z.array(z.string().min(1)).max(200),
  })
  .partial()
  .strict();
export type RunParameters = z.infer<typeof runParametersSchema>;

export const createRunSchema = z
  .object({ cause: z.enum(['button', 'http']).default('http'), parameters: runParametersSchema.default({}) })
  .strict();

export const runSchema = z.object({
  id: z.int(),
  status: z.enum(RUN_STATUS),
  cause: z.enum(RUN_CAUSE),
  phase: z.enum(RUN_PHASE),
  progress: z.number().min(0).max(1),
  /** The trial of the search that is under way, and how many there are at most. */
  trial: z.int().nullable(),
  trials: z.int().nullable(),
  parameters: z.record(z.string(), z.unknown()),
  error: z.object({ code: z.string(), message: z.string() }).loose().nullable(),
  search: searchResultSchema.nullable(),
  modelId: z.int().nullable(),
  cancelRequested: z.boolean(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Run = z.infer<typeof runSchema>;
