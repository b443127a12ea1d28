import type { EstimatedCounts } from '../contracts/performance.ts';
import { type Interval, Z } from '../metrics/intervals.ts';

/** An estimate with the bounds between which 95 of 100 such results come to lie, if the probabilities are right. */
export interface Estimate {
  value: number;
  interval: Interval;
}

export interface Estimated {
  /** Null where no car is for the long test. */
  precision: Estimate | null;
  /** Null where no failure is expected. */
  recall: Estimate | null;
  /** Null where no car is for the short test. */
  escapeRate: Estimate | null;
}

function around(value: number, variance: number): Estimate {
  const half = Z * Math.sqrt(variance);
  return { value, interval: { low: Math.max(0, value - half), high: Math.min(1, value + half) } };
}

/**
 * Performance from calibrated probabilities alone, before a result is known: a car with probability p counts as p of a
 * failing and 1 - p of a passing car (CBPE; Kivimäki, Białek, Kuberski and Nurminen: Confidence-based estimators for
 * predictive performance in model monitoring, 2024). Failures of independent cars are a Poisson binomial distribution, here
 * by its normal approximation, for the recall by the delta method.
 *
 * It sees a change in which cars come. It cannot see that a failure no longer goes with the features as it did: then the
 * probabilities themselves are wrong.
 */
export function estimated({ tp, fp, fn, tn, longVariance, shortVariance }: EstimatedCounts): Estimated {
  const long = tp + fp;
  const short = fn + tn;
  const failures = tp + fn;
  return {
    precision: long > 0 ? around(tp / long, longVariance / long ** 2) : null,
    recall:
      failures > 0
        ? around(tp / failures, (fn ** 2 * longVariance + tp ** 2 * shortVariance) / failures ** 4)
        : null,
    escapeRate: short > 0 ? around(fn / short, shortVariance / short ** 2) : null,
  };
}
