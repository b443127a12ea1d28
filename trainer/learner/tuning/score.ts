import type { Lead, Score } from '../../../shared/contracts/search.ts';
import { prAuc, rocAuc } from '../../../shared/metrics/ranking.ts';

/** What was answered for the scored rows of a fold. */
export interface FoldScore {
  /** Log-loss of each row, nats. */
  loss: Float64Array;
  prAuc: number | null;
  rocAuc: number | null;
}

/** A probability of 0 or 1 that is wrong costs 34.5 nats, not infinitely many. */
const LEAST = 1e-15;

export function scoreFold(probability: Float64Array, label: Uint8Array): FoldScore {
  const loss = Float64Array.from(label, (y, r) =>
    y === 1 ? -Math.log(Math.max(LEAST, probability[r]!)) : -Math.log(Math.max(LEAST, 1 - probability[r]!)),
  );
  return { loss, prAuc: prAuc(probability, label), rocAuc: rocAuc(probability, label) };
}

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

function varianceOf(values: ArrayLike<number>): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - middle) ** 2;
  return sum / (values.length - 1);
}

/** Every fold counts the same. A ranking that a fold cannot tell (one class) is null. */
export function summarise(folds: readonly FoldScore[]): Score {
  const losses = folds.map((fold) => mean(fold.loss));
  const area = (of: (fold: FoldScore) => number | null) => {
    const values = folds.map(of);
    return values.every((value) => value !== null) ? mean(values) : null;
  };
  return {
    logLoss: mean(losses),
    spread: Math.sqrt(varianceOf(losses)),
    prAuc: area((fold) => fold.prAuc),
    rocAuc: area((fold) => fold.rocAuc),
    folds: losses,
  };
}

/**
 * How much lower the log-loss of `a` is than that of `b` on the folds that both have, and the standard error of this
 * mean, from the differences row by row: what makes a row hard is in both and cancels out.
 */
export function leadOf(a: readonly FoldScore[], b: readonly FoldScore[]): Lead {
  const count = Math.min(a.length, b.length);
  let lead = 0;
  let variance = 0;
  for (let f = 0; f < count; f++) {
    const theirs = b[f]!.loss;
    const difference = a[f]!.loss.map((loss, r) => theirs[r]! - loss);
    lead += mean(difference) / count;
    variance += varianceOf(difference) / difference.length / count ** 2;
  }
  return { lead, error: Math.sqrt(variance) };
}
