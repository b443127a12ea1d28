import { z } from 'zod';
import {
  dependenceSchema,
  modelInputSchema,
  modelSchema,
  modelWithLinkSchema,
  type Dependence,
  type Model,
} from '$shared/contracts/models.ts';
import { metricsSchema } from '$shared/metrics/evaluate.ts';
import { thresholdPolicySchema } from '$shared/metrics/threshold.ts';
import { session } from '$lib/session/session.svelte.ts';
import { callFunction, rest } from './rest.ts';

const modelRow = z
  .object({
    id: z.coerce.number(),
    name: z.string(),
    algorithm: z.string(),
    status: z.enum(['in_use', 'candidate', 'retired']),
    sha256: z.string(),
    bytes: z.coerce.number(),
    inputs: z.array(modelInputSchema),
    threshold: z.coerce.number(),
    threshold_policy: thresholdPolicySchema.nullable(),
    cars_trained: z.coerce.number(),
    metrics: metricsSchema.nullable(),
    baseline: metricsSchema.nullable(),
    holdout_from: z.string().nullable(),
    parameters: z.record(z.string(), z.unknown()),
    importance: modelSchema.shape.importance,
    typical: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
    snapshot_id: z.coerce.number().nullable(),
    training_run_id: z.coerce.number().nullable(),
    created_at: z.string(),
    deployed_at: z.string().nullable(),
    deployment_reason: z.string().nullable(),
  })
  .transform((r): Model => ({
    id: r.id,
    name: r.name,
    algorithm: r.algorithm,
    status: r.status,
    sha256: r.sha256,
    bytes: r.bytes,
    inputs: r.inputs,
    threshold: r.threshold,
    thresholdPolicy: r.threshold_policy,
    carsTrained: r.cars_trained,
    metrics: r.metrics,
    baseline: r.baseline,
    holdoutFrom: r.holdout_from,
    parameters: r.parameters,
    importance: r.importance,
    typical: r.typical,
    snapshotId: r.snapshot_id,
    trainingRunId: r.training_run_id,
    createdAt: r.created_at,
    deployedAt: r.deployed_at,
    deploymentReason: r.deployment_reason,
  }));

export async function findModel(id: number): Promise<Model | null> {
  const rows = await rest(session.client.from('model_overview').select('*').eq('id', id), z.array(modelRow));
  return rows[0] ?? null;
}

/** The curves of a model's features, the most important first; empty for a model registered without. */
export async function modelCurves(id: number): Promise<Dependence[]> {
  const query = session.client.from('models').select('dependence').eq('id', id);
  const rows = await rest(query, z.array(z.object({ dependence: z.array(dependenceSchema) })));
  return rows[0]?.dependence ?? [];
}

/** A link to the model's file that is valid for some minutes. */
export async function modelFileLink(id: number): Promise<string> {
  const model = await callFunction(`getModel?ID_MODELO=${id}`, modelWithLinkSchema);
  return model.file.url;
}

const deploymentRow = z
  .object({
    id: z.coerce.number(),
    model_id: z.coerce.number(),
    threshold: z.coerce.number(),
    reason: z.string(),
    created_at: z.string(),
  })
  .transform((r) => ({
    id: r.id,
    modelId: r.model_id,
    threshold: r.threshold,
    reason: r.reason,
    createdAt: r.created_at,
  }));
export type Deployment = z.infer<typeof deploymentRow>;

export function listDeployments(modelId: number): Promise<Deployment[]> {
  return rest(
    session.client
      .from('deployments')
      .select('id,model_id,threshold,reason,created_at')
      .eq('model_id', modelId)
      .order('id', { ascending: false }),
    z.array(deploymentRow),
  );
}
