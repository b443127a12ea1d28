import type { Entry } from '$lib/data/ledger.ts';
import { formatInstantDay, formatThreshold } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

/** What a decision changed, in words. `before` is the decision that counted until then, `entries` are all. */
export function sayChange(entry: Entry, before: Entry | null, entries: readonly Entry[]): string {
  if (entry.rolledBackTo !== null) {
    const earlier = entries.find(({ id }) => id === entry.rolledBackTo);
    return earlier
      ? m.ledger_rolled_back({ id: entry.rolledBackTo, date: formatInstantDay(earlier.createdAt) })
      : m.ledger_rolled_back_gone({ id: entry.rolledBackTo });
  }
  if (before?.modelId === entry.modelId)
    return m.ledger_threshold({
      from: formatThreshold(before.threshold),
      to: formatThreshold(entry.threshold),
    });
  return m.ledger_put();
}
