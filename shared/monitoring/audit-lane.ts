import type { PerformanceCounts } from '../contracts/performance.ts';
import type { Interval } from '../metrics/intervals.ts';
import { shareOf, type Share } from './shares.ts';

/** What the audit lane says of all cars that the model would test short. Counts are of cars whose result is known. */
export interface AuditFindings {
  /** Of the cars drawn, those that failed the long test: what a short test of the others cannot see. */
  escapes: Share;
  /** Cars that the model alone would have tested short. */
  shortCars: number;
  /** Failures to be expected among them. */
  missed: { value: number; interval: Interval };
  /** Share of all failures that the model alone sends to the long test; null without any failure. */
  recall: { value: number; interval: Interval } | null;
}

/**
 * The cars drawn stand for all short ones, because the draw knows nothing of the car but its number. Their share of failures
 * (Wilson's interval) times the short cars is what the model misses; the interval of the recall follows from the two ends.
 * It counts the cars for the long test as they are: with few of those the recall is less sure than it says.
 * Null without a car of the lane whose result is known, and to operators.
 */
export function auditFindings({
  audit,
  model,
}: Pick<PerformanceCounts, 'audit' | 'model'>): AuditFindings | null {
  const escapes = audit && shareOf(audit.failures, audit.known);
  if (!escapes || !model) return null;
  const shortCars = model.fn + model.tn;
  const missed = (rate: number): number => rate * shortCars;
  const caught = (rate: number): number => model.tp / (model.tp + missed(rate));
  const { value, interval } = escapes;
  return {
    escapes,
    shortCars,
    missed: { value: missed(value), interval: { low: missed(interval.low), high: missed(interval.high) } },
    recall:
      model.tp + missed(value) === 0
        ? null
        : { value: caught(value), interval: { low: caught(interval.high), high: caught(interval.low) } },
  };
}
