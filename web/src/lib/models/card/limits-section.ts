import { formatInteger, formatPercent } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import type { Section } from './document.ts';
import { type Limit, limitsOf } from './limits-of.ts';
import type { CardSource } from './source.ts';

/** What the model cannot do, in plain words. */
export function limitsSection({ model: { metrics }, lineage }: CardSource): Section {
  const passing = (share: number | null | undefined) => formatPercent(share == null ? null : 1 - share);
  const said: Record<Limit, () => string> = {
    unseen: m.limit_unseen,
    others: m.limit_others,
    labels: m.limit_labels,
    feedback: m.limit_feedback,
    not_measured: m.limit_not_measured,
    few: () => m.limit_few({ failures: formatInteger(metrics?.failures) }),
    precision: () => m.limit_precision({ share: passing(metrics?.precision) }),
    recall: () => m.limit_recall({ share: passing(metrics?.recall) }),
    left_out: () => m.limit_left_out({ cars: formatInteger(lineage?.cars?.excluded) }),
    elsewhere: m.limit_elsewhere,
  };
  const items = limitsOf(metrics, lineage?.cars ?? null).map((limit) => said[limit]());
  return { id: 'limits', title: m.card_limits(), blocks: [{ kind: 'list', items }] };
}
