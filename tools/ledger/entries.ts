import type { ISql } from 'postgres';
import { hashOfText } from './hash.ts';

/** Entries of one round trip. */
const BATCH = 20;

/** A deployment as it is kept: every column that its hash is of, as text or number, without loss. */
export interface LedgerEntry {
  /** bigint as text. */
  id: string;
  modelId: string;
  modelName: string;
  modelSha256: string;
  threshold: number;
  deployedBy: string;
  email: string;
  /** UTC to the microsecond, `2026-11-24T17:40:00.123456Z`. */
  createdAt: string;
  reason: string;
  overrideReason: string | null;
  rolledBackTo: string | null;
  previousId: string | null;
  evaluationId: string | null;
  /** Of the kept JSON as Postgres writes it: computed here, so that the JSON of one entry at a time is in memory. */
  comparisonSha256: string | null;
  preflightSha256: string | null;
  previousHash: string;
  hash: string;
}

type Row = Omit<LedgerEntry, 'comparisonSha256' | 'preflightSha256'> & {
  comparison: string | null;
  preflight: string | null;
};

/** All deployments, oldest first. A table scan; a plant has some hundred. */
export async function readEntries(sql: ISql): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  const rows = sql<Row[]>`
    select d.id::text, d.model_id::text as "modelId", m.name as "modelName", m.sha256 as "modelSha256", d.threshold,
      d.deployed_by::text as "deployedBy", u.email as email,
      to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt",
      d.reason, d.override_reason as "overrideReason", d.rolled_back_to::text as "rolledBackTo",
      d.previous_id::text as "previousId", d.evaluation_id::text as "evaluationId", d.comparison::text, d.preflight::text,
      d.previous_hash as "previousHash", d.hash
    from public.deployments d left join public.models m on m.id = d.model_id left join auth.users u on u.id = d.deployed_by
    order by d.id`.cursor(BATCH);
  for await (const batch of rows) {
    for (const { comparison, preflight, ...entry } of batch)
      entries.push({
        ...entry,
        comparisonSha256: hashOfText(comparison),
        preflightSha256: hashOfText(preflight),
      });
  }
  return entries;
}
