import type { LedgerEntry } from './entries.ts';

/** A column a hashed field, in the order in which they are hashed; the person's e-mail and the model's name beside. */
const COLUMNS: readonly [string, (entry: LedgerEntry) => string | number | null][] = [
  ['id', (e) => e.id],
  ['model_id', (e) => e.modelId],
  ['model_name', (e) => e.modelName],
  ['model_sha256', (e) => e.modelSha256],
  ['threshold', (e) => e.threshold],
  ['deployed_by', (e) => e.deployedBy],
  ['email', (e) => e.email],
  ['created_at', (e) => e.createdAt],
  ['reason', (e) => e.reason],
  ['override_reason', (e) => e.overrideReason],
  ['rolled_back_to', (e) => e.rolledBackTo],
  ['previous_id', (e) => e.previousId],
  ['evaluation_id', (e) => e.evaluationId],
  ['comparison_sha256', (e) => e.comparisonSha256],
  ['preflight_sha256', (e) => e.preflightSha256],
  ['previous_hash', (e) => e.previousHash],
  ['hash', (e) => e.hash],
];

/** RFC 4180; an empty cell is null, since no field that is kept can be empty. */
export function ledgerCsv(entries: readonly LedgerEntry[]): string {
  const lines = entries.map((entry) => COLUMNS.map(([, of]) => cell(of(entry))).join(','));
  return [COLUMNS.map(([name]) => name).join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
