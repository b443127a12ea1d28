import { z } from 'zod';

/** Jobs of one task by what becomes of them. */
export const queuedTaskSchema = z.object({
  task: z.string(),
  working: z.int(),
  /** Their time has come and nobody is at them. */
  waiting: z.int(),
  /** Their time is yet to come. */
  later: z.int(),
  /** No try is left. */
  failed: z.int(),
  /** How long the oldest of those that wait could have begun; null when none waits. */
  oldestSeconds: z.number().nullable(),
});
export type QueuedTask = z.infer<typeof queuedTaskSchema>;

export const failedJobSchema = z.object({
  id: z.int(),
  task: z.string(),
  key: z.string().nullable(),
  attempts: z.int(),
  maxAttempts: z.int(),
  gaveUp: z.boolean(),
  /** First line of the last error, in English; null when the trainer ended before it could say one. */
  reason: z.string().nullable(),
  failedAt: z.string(),
  nextTry: z.string().nullable(),
});
export type FailedJob = z.infer<typeof failedJobSchema>;

/** `rpc health`: each part is null where it could not be read. */
export const healthSchema = z.object({
  at: z.string(),
  queue: z.array(queuedTaskSchema).nullable(),
  working: z
    .array(z.object({ id: z.int(), task: z.string(), since: z.string(), attempt: z.int() }))
    .nullable(),
  failed: z.array(failedJobSchema).nullable(),
  trainers: z.array(z.object({ since: z.string() })).nullable(),
  last: z
    .object({
      run: z.object({ id: z.int(), status: z.string(), finishedAt: z.string() }).nullable(),
      load: z
        .object({ id: z.int(), name: z.string(), status: z.string(), finishedAt: z.string() })
        .nullable(),
      prediction: z.string().nullable(),
      modelInUse: z.int().nullable(),
    })
    .nullable(),
  database: z
    .object({
      bytes: z.int(),
      /** The ten largest; rows as Postgres estimates them, null before it has counted. */
      tables: z.array(z.object({ name: z.string(), bytes: z.int(), rows: z.int().nullable() })),
    })
    .nullable(),
  buckets: z.array(z.object({ name: z.string(), files: z.int(), bytes: z.int() })).nullable(),
  versions: z.object({ postgres: z.string() }).nullable(),
  /** The last thinning; `thinned`: rows that went, by what they were. */
  upkeep: z
    .object({
      last: z
        .object({
          startedAt: z.string(),
          finishedAt: z.string().nullable(),
          thinned: z.record(z.string(), z.int()),
        })
        .nullable(),
    })
    .nullable(),
  migrations: z.object({ count: z.int(), newest: z.string().nullable() }).nullable(),
});
export type Health = z.infer<typeof healthSchema>;
