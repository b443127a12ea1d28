import type { Entry } from '$lib/data/ledger.ts';
import { toCsv } from '$lib/format/csv.ts';

const HEADER = [
  'id',
  'decided_at',
  'person',
  'model_id',
  'model_name',
  'model_sha256',
  'threshold',
  'reason',
  'override_reason',
  'rolled_back_to',
  'verdict',
  'p_value',
  'failed_checks',
  'previous_hash',
  'hash',
];

/** The ledger as a table for a spreadsheet, newest first. The proof of the chain is `npm run ledger -- verify`. */
export const ledgerCsv = (entries: readonly Entry[]): string =>
  toCsv(
    HEADER,
    entries.map((entry) => [
      entry.id,
      entry.createdAt,
      entry.person,
      entry.modelId,
      entry.modelName,
      entry.modelSha256,
      entry.threshold,
      entry.reason,
      entry.overrideReason,
      entry.rolledBackTo,
      entry.verdict?.word,
      entry.verdict?.pValue,
      entry.checks
        .filter(({ result }) => result === 'failed')
        .map(({ check }) => check)
        .join(' '),
      entry.previousHash,
      entry.hash,
    ]),
  );
