import { z } from 'zod';
import { session } from '$lib/session/session.svelte.ts';
import { asFailure } from './failure.ts';
import { listDeployments } from './models.ts';
import { rest } from './rest.ts';

const decisionRow = z
  .object({
    id: z.coerce.number(),
    model_id: z.coerce.number(),
    threshold: z.coerce.number(),
    email: z.string().nullable(),
    reason: z.string(),
    override_reason: z.string().nullable(),
    rolled_back_to: z.coerce.number().nullable(),
    created_at: z.string(),
  })
  .transform((r) => ({
    id: r.id,
    modelId: r.model_id,
    threshold: r.threshold,
    /** E-mail, for engineers. */
    person: r.email,
    reason: r.reason,
    overrideReason: r.override_reason,
    rolledBackTo: r.rolled_back_to,
    createdAt: r.created_at,
  }));
export type Decision = z.infer<typeof decisionRow>;

/** Every time a model was put in use, newest first, by whom where the ledger tells. @throws Failure */
export async function listDecisions(modelId: number): Promise<Decision[]> {
  try {
    const ledger = await rest(session.client.rpc('ledger'), z.array(decisionRow));
    return ledger.filter((decision) => decision.modelId === modelId);
  } catch (error) {
    // A database without a ledger has the deployments all the same.
    if (asFailure(error).code !== 'unexpected') throw error;
    const bare = await listDeployments(modelId);
    return bare.map((each) => ({ ...each, person: null, overrideReason: null, rolledBackTo: null }));
  }
}
