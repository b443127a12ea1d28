import { z } from 'zod';
import { metricsSchema } from '../metrics/evaluate.ts';
import { plantTimeSchema } from '../plant/time.ts';

export const modelInputSchema = z.object({ name: z.string(), type: z.enum(['float', 'string']) });

/** The JSON part `metadata` of `POST /createModel`; the other part is `file`, the ONNX model. */
export const modelMetadataSchema = z.object({
  name: z.string().trim().min(1).max(120),
  algorithm: z.string().trim().min(1).max(120),
  threshold: z.number().min(0).max(1),
  carsTrained: z.int().nonnegative(),
  metrics: metricsSchema.nullable().default(null),
  baseline: metricsSchema.nullable().default(null),
  /** Cars that entered the road test at or after this moment were not learned from. */
  holdoutFrom: plantTimeSchema.nullable().default(null),
  parameters: z.record(z.string(), z.unknown()).default({}),
  importance: z.array(z.object({ feature: z.string(), gain: z.number() })).default([]),
  /** Each feature's mean (or most frequent category) over the training cars that passed: what reasons compare with. */
  typical: z.record(z.string(), z.union([z.number(), z.string()]).nullable()).default({}),
  snapshotId: z.int().positive().nullable().default(null),
  trainingRunId: z.int().positive().nullable().default(null),
});
export type ModelMetadata = z.infer<typeof modelMetadataSchema>;

/** What `getModel` answers, one model. `status`: in use, or candidate, or was in use before. */
export const modelSchema = z.object({
  id: z.int(),
  name: z.string(),
  algorithm: z.string(),
  status: z.enum(['in_use', 'candidate', 'retired']),
  sha256: z.string(),
  bytes: z.int(),
  inputs: z.array(modelInputSchema),
  threshold: z.number(),
  carsTrained: z.int(),
  metrics: metricsSchema.nullable(),
  baseline: metricsSchema.nullable(),
  holdoutFrom: z.string().nullable(),
  parameters: z.record(z.string(), z.unknown()),
  importance: z.array(z.object({ feature: z.string(), gain: z.number() })),
  typical: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
  snapshotId: z.int().nullable(),
  trainingRunId: z.int().nullable(),
  createdAt: z.string(),
  deployedAt: z.string().nullable(),
  deploymentReason: z.string().nullable(),
});
export type Model = z.infer<typeof modelSchema>;

/** A model with a link to its file, valid for `expiresIn` seconds. */
export const modelWithLinkSchema = modelSchema.extend({
  file: z.object({ url: z.url(), expiresIn: z.int() }),
});

export const modelListSchema = z.object({
  models: z.array(modelSchema),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
});

export const modelListQuerySchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});

export const MODEL_FILE_LIMIT = 20 * 1024 * 1024;
