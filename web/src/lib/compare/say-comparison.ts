import type { Comparison, Segment, VerdictWord } from '$shared/contracts/evaluate.ts';
import { formatInteger, formatPoints, formatPValue } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';
import type { PartMeasure } from './parts.ts';

type Verdict = Comparison['verdict'];

export const sayPartMeasure = (measure: PartMeasure): string =>
  measure === 'recall' ? m.metric_recall() : m.metric_precision();

export const sayVerdict = (word: VerdictWord): string =>
  ({
    better: m.verdict_better,
    worse: m.verdict_worse,
    no_difference: m.verdict_no_difference,
    not_enough_failures: m.verdict_not_enough,
  })[word]();

/** The verdict's numbers in a sentence; `against` is the other model's name. */
export function sayVerdictNumbers(verdict: Verdict, against: string): string {
  const { both, onlyModel, onlyAgainst, neither } = verdict.failures;
  return m.verdict_sentence({
    longTests: formatInteger(verdict.longTests),
    onlyModel: formatInteger(onlyModel),
    missed: formatInteger(onlyModel + neither),
    onlyAgainst: formatInteger(onlyAgainst),
    caught: formatInteger(both + onlyAgainst),
    against,
    luck: verdict.pValue < 0.05 ? m.verdict_luck_more() : m.verdict_luck_may(),
    p: formatPValue(verdict.pValue),
  });
}

/** The share of the failures that it catches beyond the other, with its interval. */
export function sayDifference({ difference, interval }: Verdict): string {
  const points = formatPoints(difference);
  return interval
    ? m.verdict_difference({ points, low: formatPoints(interval.low), high: formatPoints(interval.high) })
    : m.verdict_difference_alone({ points });
}

export const saySegmentKind = (by: Segment['by']): string =>
  ({
    engine: m.segment_engine,
    color: m.segment_color,
    month: m.segment_month,
    checkpoint: m.segment_checkpoint,
  })[by]();

export function saySegment({ by, value }: Pick<Segment, 'by' | 'value'>, locale = getLocale()): string {
  if (value === '') return by === 'checkpoint' ? m.segment_no_failure() : m.segment_unknown();
  if (by !== 'month') return value;
  const month = new Date(`${value}-01T00:00:00Z`);
  return Number.isNaN(month.getTime())
    ? value
    : new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(month);
}
