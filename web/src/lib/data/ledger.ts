import { z } from 'zod';
import { preflightCheckSchema } from '$shared/contracts/deployments.ts';
import { comparisonSchema } from '$shared/contracts/evaluate.ts';
import { session } from '$lib/session/session.svelte.ts';
import { measuredSchema, type Measured } from './evaluate.ts';
import { everyPage } from './every-page.ts';
import { rest, restPage } from './rest.ts';

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

/** Decisions, newest first: those about one model, one, the newest, or some of all from a place on. @throws Failure */
export async function readLedger(
  wanted: { modelId: number } | { id: number } | { newest: number; after?: number },
): Promise<Entry[]> {
  const { client } = session;
  let entries = client.rpc('ledger').select('*').order('id', { ascending: false });
  let bases = client
    .from('deployments')
    .select(
      'id,verdict:comparison->comparison->verdict,cars:comparison->window->cars,checks:preflight->checks',
    )
    .order('id', { ascending: false });
  if ('modelId' in wanted) {
    entries = entries.eq('model_id', wanted.modelId);
    bases = bases.eq('model_id', wanted.modelId);
  } else if ('id' in wanted) {
    entries = entries.eq('id', wanted.id);
    bases = bases.eq('id', wanted.id);
  } else {
    const from = wanted.after ?? 0;
    entries = entries.range(from, from + wanted.newest - 1);
    bases = bases.range(from, from + wanted.newest - 1);
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

export interface LedgerPage {
  total: number;
  entries: Entry[];
  /** The decision that counted before the last of them; null for the very first. */
  before: Entry | null;
  /** The one that counts now. */
  now: Entry | null;
  /** When the entries were made that these roll back to. */
  earlier: ReadonlyMap<number, string>;
}

/** One page of the decisions, from 1 on. @throws Failure */
export async function readLedgerPage(page: number, pageSize: number): Promise<LedgerPage> {
  const { client } = session;
  const [all, found, [now]] = await Promise.all([
    restPage(
      client.from('deployments').select('id', { count: 'exact' }).limit(1),
      z.object({ id: z.coerce.number() }),
    ),
    readLedger({ newest: pageSize + 1, after: (page - 1) * pageSize }),
    readLedger({ newest: 1 }),
  ]);
  const entries = found.slice(0, pageSize);
  const ids = entries.flatMap(({ rolledBackTo }) => (rolledBackTo === null ? [] : [rolledBackTo]));
  const earlier =
    ids.length === 0
      ? []
      : await rest(
          client.from('deployments').select('id,created_at').in('id', ids),
          z.array(z.object({ id: z.coerce.number(), created_at: z.string() })),
        );
  return {
    total: all.total,
    entries,
    before: found[pageSize] ?? null,
    now: now ?? null,
    earlier: new Map(earlier.map(({ id, created_at }) => [id, created_at])),
  };
}

/** All of them. @throws Failure */
export const everyEntry = (tell: (share: number) => void): Promise<Entry[]> =>
  everyPage(
    async (page, size) => {
      const { total, entries } = await readLedgerPage(page, size);
      return { total, rows: entries };
    },
    200,
    ({ id }) => id,
    tell,
  );

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
