import { createHash } from 'node:crypto';
import type { LedgerEntry } from './entries.ts';

/** What the very first entry is chained to. */
export const NO_HASH = '0'.repeat(64);

export const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** The sha256 of a kept JSON text; null of none. */
export const hashOfText = (text: string | null) => (text === null ? null : sha256(text));

/** Length in bytes, colon, text, comma; `-,` for null. No text can be taken for two fields. */
const field = (value: string | null) => (value === null ? '-,' : `${Buffer.byteLength(value)}:${value},`);

/** A float64 as its eight bytes, hex: a decimal of it can be written in more than one way. */
export function bytesOf(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}

/** The hash of an entry from its fields alone, as docs/decisions/0019 says: the database's word is not asked. */
export function hashOf(entry: Omit<LedgerEntry, 'hash'>): string {
  return sha256(
    [
      entry.id,
      entry.modelId,
      entry.modelSha256,
      bytesOf(entry.threshold),
      entry.deployedBy,
      entry.createdAt,
      entry.reason,
      entry.overrideReason,
      entry.rolledBackTo,
      entry.previousId,
      entry.evaluationId,
      entry.comparisonSha256,
      entry.preflightSha256,
      entry.previousHash,
    ]
      .map(field)
      .join(''),
  );
}
