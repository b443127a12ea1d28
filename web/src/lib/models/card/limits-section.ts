import { formatInteger, formatPercent } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import type { Section } from './document.ts';
import type { CardSource } from './source.ts';

/** Measured on fewer failing cars than this, precision and recall are uncertain by ten points or more. */
const FEW_FAILURES = 200;

/** What the model cannot do, in plain words: what is true of every one, and what its own figures say. */
export function limitsSection({ model: { metrics }, lineage }: CardSource): Section {
  const items = [m.limit_unseen(), m.limit_others(), m.limit_labels(), m.limit_feedback()];
  if (!metrics) items.push(m.limit_not_measured());
  else {
    if (metrics.failures < FEW_FAILURES)
      items.push(m.limit_few({ failures: formatInteger(metrics.failures) }));
    if (metrics.precision !== null)
      items.push(m.limit_precision({ share: formatPercent(1 - metrics.precision) }));
    if (metrics.recall !== null) items.push(m.limit_recall({ share: formatPercent(1 - metrics.recall) }));
  }
  if (!lineage?.cars) items.push(m.limit_elsewhere());
  else if (lineage.cars.excluded > 0)
    items.push(m.limit_left_out({ cars: formatInteger(lineage.cars.excluded) }));
  return { id: 'limits', title: m.card_limits(), blocks: [{ kind: 'list', items }] };
}
