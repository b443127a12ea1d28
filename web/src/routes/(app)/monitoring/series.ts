import type { PerformanceCounts, PerformancePeriod } from '$shared/contracts/performance.ts';
import type { Interval } from '$shared/metrics/intervals.ts';
import { auditFindings } from '$shared/monitoring/audit-lane.ts';
import { estimated } from '$shared/monitoring/estimated.ts';
import {
  escapeRate,
  failuresKnown,
  FAILURES_FOR_PERCENT,
  longShare,
  precision,
  recall,
  type Share,
} from '$shared/monitoring/shares.ts';

export const MEASURES = ['precision', 'recall', 'escapes', 'long'] as const;
export type Measure = (typeof MEASURES)[number];
interface Value {
  value: number;
  interval: Interval;
}

/** One measure of some cars: as it turned out, from the audit lane alone, and as the probabilities say. */
export interface Measured {
  realised: Share | null;
  /** Below, counts are shown instead of a percentage. */
  enough: boolean;
  audit: Value | null;
  estimate: Value | null;
}

const REALISED = { precision, recall, escapes: escapeRate };

export function measure(counts: PerformanceCounts, name: Measure): Measured {
  if (name === 'long') return { realised: longShare(counts), enough: true, audit: null, estimate: null };
  const found = auditFindings(counts);
  const guess = estimated(counts.estimated);
  // Escapes are counted among the cars drawn; for the recall the model's own catches count as well.
  const audit =
    name === 'precision' || !found || !counts.model
      ? null
      : name === 'escapes'
        ? found.escapes
        : counts.model.tp + found.escapes.of >= FAILURES_FOR_PERCENT
          ? found.recall
          : null;
  return {
    realised: REALISED[name](counts.decided),
    enough: failuresKnown(counts.decided) >= FAILURES_FOR_PERCENT,
    audit,
    estimate: name === 'escapes' ? guess.escapeRate : guess[name],
  };
}

export interface Point {
  x: number;
  y: number;
  low: number;
  high: number;
}

/** The points of one line of a measure's picture; a period about which too little is known has none. */
export function pointsOf(
  periods: readonly PerformancePeriod[],
  name: Measure,
  line: 'realised' | 'audit' | 'estimate',
): Point[] {
  return periods.flatMap(({ period, counts }) => {
    const measured = measure(counts, name);
    const value = measured[line];
    const { tp, fn } = counts.estimated;
    const enough = { realised: measured.enough, estimate: tp + fn >= FAILURES_FOR_PERCENT, audit: true };
    if (value === null || !enough[line]) return [];
    return [{ x: period, y: value.value, ...value.interval }];
  });
}

/** Where a picture's axis ends: the next round share above everything that it shows. */
export function topOf(values: readonly number[]): number {
  const most = Math.max(0, ...values);
  return [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75].find((top) => most <= top) ?? 1;
}

/** The Monday that a week of `performance` begins with, as a day of the plant. */
export const mondayOf = (week: number): string =>
  new Date((week * 604_800 + 345_600) * 1000).toISOString().slice(0, 10);
