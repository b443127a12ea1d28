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

/** Decisions, newest first: all, those about one model, one, or the newest. @throws Failure */
export async function readLedger(
  wanted: { modelId?: number; id?: number; newest?: number } = {},
): Promise<Entry[]> {
  const { client } = session;
  let entries = client.rpc('ledger').select('*').order('id', { ascending: false });
  let bases = client
    .from('deployments')
    .select(
      'id,verdict:comparison->comparison->verdict,cars:comparison->window->cars,checks:preflight->checks',
    )
    .order('id', { ascending: false });
  if (wanted.modelId !== undefined) {
    entries = entries.eq('model_id', wanted.modelId);
    bases = bases.eq('model_id', wanted.modelId);
  }
  if (wanted.id !== undefined) {
    entries = entries.eq('id', wanted.id);
    bases = bases.eq('id', wanted.id);
  }
  if (wanted.newest !== undefined) {
    entries = entries.limit(wanted.newest);
    bases = bases.limit(wanted.newest);
  }
  const [rows, told] = await Promise.all([rest(entries, z.array(entryRow)), rest(bases, z.array(basisRow))]);
  const basis = new Map(told.map((each) => [each.id, each]));
  return rows.map((r) => toEntry(r, basis.get(r.id)));
}

const toEntry = (r: z.infer<typeof entryRow>, basis: z.infer<typeof basisRow> | undefined): Entry => ({
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
  verdict: basis?.verdict ?? null,
  compared: (basis?.cars ?? null) !== null,
  checks: basis?.checks ?? [],
});

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
