import type { Entry } from '$lib/data/ledger.ts';
import { formatInstantDay, formatThreshold } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

/** What a decision changed, in words. `before` is the decision that counted until then, `earlier`: when others were made. */
export function sayChange(entry: Entry, before: Entry | null, earlier: ReadonlyMap<number, string>): string {
  if (entry.rolledBackTo !== null) {
    const at = earlier.get(entry.rolledBackTo);
    return at !== undefined
      ? m.ledger_rolled_back({ id: entry.rolledBackTo, date: formatInstantDay(at) })
      : m.ledger_rolled_back_gone({ id: entry.rolledBackTo });
  }
  if (before?.modelId === entry.modelId)
    return m.ledger_threshold({
      from: formatThreshold(before.threshold),
      to: formatThreshold(entry.threshold),
    });
  return m.ledger_put();
}
