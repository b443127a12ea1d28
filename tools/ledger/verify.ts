import type { LedgerEntry } from './entries.ts';
import { hashOf, NO_HASH } from './hash.ts';

export interface Verified {
  entries: number;
  /** How many, from the oldest on, are as they were written. */
  good: number;
  /** The first that is not, and what was done; null when all are good. */
  bad: { id: string; why: 'changed' | 'missing' | 'reordered'; found: string } | null;
  /** Of the newest entry: whoever keeps it elsewhere can tell later whether the end was cut off. Null of an empty ledger. */
  head: string | null;
}

/**
 * Computes the chain again, oldest first, up to the first entry that is not as it was written. `known`, a hash that was
 * written down elsewhere before, must be among the entries: the chain by itself cannot tell that its newest entries are
 * gone, nor that all of it was written anew.
 */
export function verifyLedger(entries: readonly LedgerEntry[], known?: string): Verified {
  const head = entries.at(-1)?.hash ?? null;
  const result = (good: number, bad: Verified['bad']): Verified => ({
    entries: entries.length,
    good,
    bad,
    head,
  });
  for (const [place, entry] of entries.entries()) {
    const bad = whatIsWrong(entries, place);
    if (bad) return result(place, { id: entry.id, ...bad });
  }
  if (known !== undefined && known !== NO_HASH && !entries.some(({ hash }) => hash === known)) {
    const found = `no entry has the hash ${known}: the newest entries are gone, or all were written anew`;
    return result(entries.length, { id: entries.at(-1)?.id ?? '0', why: 'missing', found });
  }
  return result(entries.length, null);
}

function whatIsWrong(
  entries: readonly LedgerEntry[],
  place: number,
): Omit<NonNullable<Verified['bad']>, 'id'> | null {
  const entry = entries[place]!;
  const before = entries[place - 1];
  if (hashOf(entry) !== entry.hash) {
    // Its number is hashed too: under another entry's number it may be as it was written.
    const own = entries.find(({ id }) => hashOf({ ...entry, id }) === entry.hash);
    return own
      ? { why: 'reordered', found: `it was written as entry ${own.id}` }
      : { why: 'changed', found: 'its hash is not that of its fields' };
  }
  if (entry.previousHash === (before?.hash ?? NO_HASH)) return null;
  const where = before ? `after entry ${before.id}` : 'as the first';
  const chained = entries.find(({ hash }) => hash === entry.previousHash);
  if (chained)
    return { why: 'reordered', found: `it stands ${where}, but was written after entry ${chained.id}` };
  if (entry.previousHash === NO_HASH)
    return { why: 'reordered', found: `it stands ${where}, but was written as the first` };
  return { why: 'missing', found: `it stands ${where}, but what it was written after is gone` };
}
