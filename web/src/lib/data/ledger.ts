import { z } from 'zod';
import { preflightCheckSchema } from '$shared/contracts/deployments.ts';
import { comparisonSchema } from '$shared/contracts/evaluate.ts';
import { session } from '$lib/session/session.svelte.ts';
import { measuredSchema, type Measured } from './evaluate.ts';
import { rest } from './rest.ts';

const entryRow = z.object({
  id: z.coerce.number(),
  model_id: z.coerce.number(),
  model_name: z.string(),
  model_sha256: z.string(),
  threshold: z.coerce.number(),
  email: z.string().nullable(),
  reason: z.string(),
  override_reason: z.string().nullable(),
  rolled_back_to: z.coerce.number().nullable(),
  previous_hash: z.string(),
  hash: z.string(),
  created_at: z.string(),
});
const basisRow = z.object({
  id: z.coerce.number(),
  verdict: comparisonSchema.shape.verdict.nullable(),
  cars: z.number().nullable(),
  checks: z.array(preflightCheckSchema).nullable(),
});

/** One decision about the model in use, with what it was based on. */
export interface Entry {
  id: number;
  modelId: number;
  modelName: string;
  modelSha256: string;
  threshold: number;
  /** E-mail of who decided; null for an operator, who is not told. */
  person: string | null;
  reason: string;
  overrideReason: string | null;
  rolledBackTo: number | null;
  previousHash: string;
  hash: string;
  createdAt: string;
  verdict: z.infer<typeof basisRow>['verdict'];
  /** Whether a comparison was frozen, also an older one without a verdict. */
  compared: boolean;
  checks: z.infer<typeof preflightCheckSchema>[];
}

/** Every decision, newest first. @throws Failure */
export async function readLedger(): Promise<Entry[]> {
  const { client } = session;
  const [entries, bases] = await Promise.all([
    rest(client.rpc('ledger'), z.array(entryRow)),
    rest(
      client
        .from('deployments')
        .select(
          'id,verdict:comparison->comparison->verdict,cars:comparison->window->cars,checks:preflight->checks',
        ),
      z.array(basisRow),
    ),
  ]);
  const basis = new Map(bases.map((each) => [each.id, each]));
  return entries.map((r) => ({
    id: r.id,
    modelId: r.model_id,
    modelName: r.model_name,
    modelSha256: r.model_sha256,
    threshold: r.threshold,
    person: r.email,
    reason: r.reason,
    overrideReason: r.override_reason,
    rolledBackTo: r.rolled_back_to,
    previousHash: r.previous_hash,
    hash: r.hash,
    createdAt: r.created_at,
    verdict: basis.get(r.id)?.verdict ?? null,
    compared: (basis.get(r.id)?.cars ?? null) !== null,
    checks: basis.get(r.id)?.checks ?? [],
  }));
}

/** The comparison that a decision was based on, as it was then; null where there was none. @throws Failure */
export async function frozenComparison(deploymentId: number): Promise<Measured | null> {
  const rows = await rest(
    session.client.from('deployments').select('comparison').eq('id', deploymentId),
    z.array(z.object({ comparison: measuredSchema.nullable() })),
  );
  return rows[0]?.comparison ?? null;
}

const chainSchema = z.object({
  entries: z.coerce.number(),
  good: z.coerce.number(),
  firstBad: z.coerce.number().nullable(),
});
export type Chain = z.infer<typeof chainSchema>;

/** Whether every entry is as it was written, in its place. Engineers only. @throws Failure */
export function verifyLedger(): Promise<Chain> {
  return rest(session.client.rpc('verify_ledger'), chainSchema);
}
