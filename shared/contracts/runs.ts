import { z } from 'zod';

export const RUN_STATUS = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export const RUN_PHASE = [
  'waiting',
  'snapshot',
  'split',
  'train',
  'evaluate',
  'write',
  'register',
  'done',
] as const;
export const RUN_CAUSE = ['button', 'http', 'labels', 'schedule'] as const;

/** Learner settings a caller may give; what is left out keeps the learner's default. */
export const runParametersSchema = z
  .object({
    trees: z.int().min(1).max(2000),
    learningRate: z.number().gt(0).max(1),
    maxDepth: z.int().min(1).max(12),
    seed: z.int().nonnegative(),
    name: z.string().trim().min(1).max(120),
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
  parameters: z.record(z.string(), z.unknown()),
  error: z.object({ code: z.string(), message: z.string() }).loose().nullable(),
  modelId: z.int().nullable(),
  cancelRequested: z.boolean(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type Run = z.infer<typeof runSchema>;
