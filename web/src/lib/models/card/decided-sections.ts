import type { VerdictWord } from '$shared/contracts/evaluate.ts';
import {
  formatInstant,
  formatInteger,
  formatPercent,
  formatPlantTime,
  formatPoints,
  formatPValue,
  NONE,
} from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import type { Section } from './document.ts';
import type { CardSource, Decision } from './source.ts';

const sayReason = ({ reason, rolledBackTo, overrideReason }: Decision): string =>
  [
    reason,
    rolledBackTo === null ? null : m.card_rolled_back(),
    overrideReason === null ? null : m.card_overridden({ reason: overrideReason }),
  ]
    .filter((part) => part !== null)
    .join(' · ');

/** Every time the model was put in use. Who did is told to engineers. */
export function decisionsSection({ decisions }: CardSource): Section {
  const title = m.card_decisions();
  if (decisions.length === 0)
    return { id: 'decisions', title, blocks: [{ kind: 'text', text: m.card_decisions_none() }] };
  const named = decisions.some((decision) => decision.person !== null);
  return {
    id: 'decisions',
    title,
    blocks: [
      {
        kind: 'table',
        head: [m.card_when(), ...(named ? [m.card_who()] : []), m.col_threshold(), m.col_why()],
        rows: decisions.map((decision) => [
          formatInstant(decision.createdAt),
          ...(named ? [decision.person ?? NONE] : []),
          formatPercent(decision.threshold),
          sayReason(decision),
        ]),
        numbers: [named ? 2 : 1],
      },
    ],
  };
}

const sayWord = (word: VerdictWord): string =>
  ({
    better: m.card_verdict_better,
    worse: m.card_verdict_worse,
    no_difference: m.card_verdict_no_difference,
    not_enough_failures: m.card_verdict_not_enough_failures,
  })[word]();

/** The newest comparison that was kept, with its verdict. */
export function comparisonSection({ comparison }: CardSource): Section {
  const title = m.card_comparison();
  if (!comparison || comparison.againstId === null)
    return { id: 'comparison', title, blocks: [{ kind: 'text', text: m.card_comparison_none() }] };
  const { againstId, window, verdict } = comparison;
  const text = m.card_comparison_text({
    id: againstId,
    cars: formatInteger(window.cars),
    failures: formatInteger(window.failures),
    from: formatPlantTime(window.from, 'date'),
    to: formatPlantTime(window.to, 'date'),
  });
  if (!verdict) return { id: 'comparison', title, blocks: [{ kind: 'text', text }] };
  const { both, onlyModel, onlyAgainst, neither } = verdict.failures;
  const interval = verdict.interval
    ? m.card_comparison_interval({
        low: formatPoints(verdict.interval.low),
        high: formatPoints(verdict.interval.high),
      })
    : '';
  return {
    id: 'comparison',
    title,
    blocks: [
      { kind: 'text', text: `${sayWord(verdict.word)}. ${text}` },
      {
        kind: 'list',
        items: [
          m.card_comparison_caught({
            tests: formatInteger(verdict.longTests),
            both: formatInteger(both),
            only: formatInteger(onlyModel),
            against: formatInteger(onlyAgainst),
            neither: formatInteger(neither),
          }),
          m.card_comparison_figures({
            difference: formatPoints(verdict.difference),
            interval,
            p: formatPValue(verdict.pValue),
          }),
        ],
      },
    ],
  };
}
