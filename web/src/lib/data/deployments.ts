import { z } from 'zod';
import { preflightSchema, type Preflight } from '$shared/contracts/deployments.ts';
import { session } from '$lib/session/session.svelte.ts';
import { callFunction, rest } from './rest.ts';

const row = z
  .object({ id: z.coerce.number(), model_id: z.coerce.number(), threshold: z.coerce.number() })
  .transform((r) => ({ id: r.id, modelId: r.model_id, threshold: r.threshold }));
/** A decision in short: which model with which threshold. */
export type Decided = z.infer<typeof row>;

/** The decision that counts now, or the newest one for `modelId`; null when there was none. @throws Failure */
export async function newestDeployment(modelId?: number): Promise<Decided | null> {
  const all = session.client.from('deployments').select('id,model_id,threshold');
  const wanted = modelId === undefined ? all : all.eq('model_id', modelId);
  return (await rest(wanted.order('id', { ascending: false }).limit(1), z.array(row)))[0] ?? null;
}

/** One decision; null where there is none of that number. @throws Failure */
export async function findDeployment(id: number): Promise<Decided | null> {
  const wanted = session.client.from('deployments').select('id,model_id,threshold').eq('id', id);
  return (await rest(wanted, z.array(row)))[0] ?? null;
}

/** Looks at a model in the runtime that will serve it. @throws Failure */
export function preflight(modelId: number): Promise<Preflight> {
  return callFunction('predict/preflight', preflightSchema, { modelId });
}

/** What a person says with a decision. */
export interface Said {
  reason: string;
  /** The deployment that was on the screen; 0: none was in use. Another one by now is refused. */
  seen: number;
  /** Of an admin who goes on after a check has failed. */
  override: string | null;
}

/** Puts a model in use, or gives the one in use another threshold. @throws Failure deployment_changed, preflight_… */
export async function deployModel(
  modelId: number,
  threshold: number,
  evaluationId: number | null,
  said: Said,
): Promise<void> {
  const asked = session.client.rpc('deploy_model', {
    model_id: modelId,
    reason: said.reason,
    threshold,
    evaluation_id: evaluationId,
    seen_deployment_id: said.seen,
    override_reason: said.override,
  });
  await rest(asked, z.unknown());
}

/** Puts in use what an earlier deployment had put in use, model and threshold. @throws Failure as above */
export async function rollBack(deploymentId: number, said: Said): Promise<void> {
  const asked = session.client.rpc('roll_back', {
    deployment_id: deploymentId,
    reason: said.reason,
    seen_deployment_id: said.seen,
    override_reason: said.override,
  });
  await rest(asked, z.unknown());
}
