import type { PerformanceCounts } from '../contracts/performance.ts';
import type { Confusion } from '../metrics/binary.ts';
import { wilson, type Interval } from '../metrics/intervals.ts';

/** A share of cars with its 95% interval; `of` and `cars` stand behind it. Null where there are no cars. */
export interface Share {
  of: number;
  cars: number;
  value: number;
  interval: Interval;
}

export function shareOf(of: number, cars: number): Share | null {
  const interval = wilson(of, cars);
  return interval && { of, cars, value: of / cars, interval };
}

/** Below so many failures a percentage says more than is known: counts are shown. */
export const FAILURES_FOR_PERCENT = 10;

export const failuresKnown = ({ tp, fn }: Confusion): number => tp + fn;

/** Of the cars tested long, those that failed. */
export const precision = ({ tp, fp }: Confusion): Share | null => shareOf(tp, tp + fp);

/** Of the failures that were found, those found by the long test: too high, because a short test finds fewer. */
export const recall = ({ tp, fn }: Confusion): Share | null => shareOf(tp, tp + fn);

/** Of the cars tested short, those that failed all the same: too low, for the same reason. */
export const escapeRate = ({ fn, tn }: Confusion): Share | null => shareOf(fn, fn + tn);

export const longShare = ({ long, cars }: PerformanceCounts): Share | null => shareOf(long, cars);
