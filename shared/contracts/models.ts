import { z } from 'zod';
import { metricsSchema } from '../metrics/evaluate.ts';
import { thresholdPolicySchema } from '../metrics/threshold.ts';
import { plantTimeSchema } from '../plant/time.ts';
import { goldenCarSchema } from './deployments.ts';

export const modelInputSchema = z.object({ name: z.string(), type: z.enum(['float', 'string']) });

/** How much a model looks at a feature: the loss its splits saved, and the mean size of its contributions to the log-odds. */
const importanceSchema = z.array(
  z.object({ feature: z.string(), gain: z.number(), contribution: z.number().nonnegative().optional() }),
);

const meanSchema = z.object({
  /** Mean contribution to the log-odds of failing the road test. */
  contribution: z.number(),
  cars: z.int().positive(),
});
/** How a feature's contribution goes with its value, over cars that the model did not learn from. */
export const dependenceSchema = z.object({
  feature: z.string(),
  /** Of a number: bins of about equally many cars, ascending; `mean` is that of their values. */
  bins: z.array(meanSchema.extend({ from: z.number(), to: z.number(), mean: z.number() })).max(50),
  /** Of a category: the most frequent ones first. */
  categories: z.array(meanSchema.extend({ category: z.string() })).max(100),
  /** Cars of which the value is not known, or is a category that the model does not know. */
  missing: meanSchema.nullable(),
});
export type Dependence = z.infer<typeof dependenceSchema>;

/**
 * The JSON part `metadata` of `POST /createModel`. The other parts are `file`, the ONNX model, and, where there is one,
 * `trees`, its tree file (shared/trees/write-forest.ts): with it `predict` tells each feature's contribution.
 */
export const modelMetadataSchema = z.object({
  name: z.string().trim().min(1).max(120),
  algorithm: z.string().trim().min(1).max(120),
  threshold: z.number().min(0).max(1),
  /** Where the threshold comes from; null: its maker does not say. */
  thresholdPolicy: thresholdPolicySchema.nullable().default(null),
  carsTrained: z.int().nonnegative(),
  metrics: metricsSchema.nullable().default(null),
  baseline: metricsSchema.nullable().default(null),
  /** Cars that entered the road test at or after this moment were not learned from. */
  holdoutFrom: plantTimeSchema.nullable().default(null),
  parameters: z.record(z.string(), z.unknown()).default({}),
  importance: importanceSchema.default([]),
  /** A curve for each feature, the most important first. */
  dependence: z.array(dependenceSchema).max(500).default([]),
  /** Each feature's mean (or most frequent category) over the training cars: what reasons compare with. */
  typical: z.record(z.string(), z.union([z.number(), z.string()]).nullable()).default({}),
  /** Cars with the trainer's own probabilities, asked again before the model is put in use; twenty are enough. */
  golden: z.array(goldenCarSchema).max(100).default([]),
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
  thresholdPolicy: thresholdPolicySchema.nullable(),
  carsTrained: z.int(),
  metrics: metricsSchema.nullable(),
  baseline: metricsSchema.nullable(),
  holdoutFrom: z.string().nullable(),
  parameters: z.record(z.string(), z.unknown()),
  importance: importanceSchema,
  typical: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
  snapshotId: z.int().nullable(),
  trainingRunId: z.int().nullable(),
  createdAt: z.string(),
  deployedAt: z.string().nullable(),
  deploymentReason: z.string().nullable(),
});
export type Model = z.infer<typeof modelSchema>;

/** What explains a model: its tree file's hash (null without one) and its curves. Lists of models do without. */
export const modelExplanationSchema = z.object({
  treesSha256: z.string().nullable(),
  dependence: z.array(dependenceSchema),
});

/** A model with a link to its file, valid for `expiresIn` seconds. */
export const modelWithLinkSchema = modelSchema.extend(modelExplanationSchema.shape).extend({
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

/** Of the part `trees`; FOREST_LIMITS.bytes says the same to its reader. */
export const TREES_FILE_LIMIT = 4 * 1024 * 1024;
