import { descending } from './descending.ts';

/** Indices from the highest probability to the lowest. O(n log n). */
export function byProbabilityDescending(probability: ArrayLike<number>): Uint32Array {
  return descending(probability);
}

/** One point for every distinct probability: cars at or above it, failures among them. */
export interface SweepPoint {
  threshold: number;
  tp: number;
  fp: number;
}

/** Every threshold that makes a difference, from the strictest down. Ties are one point. */
export function sweep(probability: ArrayLike<number>, label: ArrayLike<number>): SweepPoint[] {
  const order = byProbabilityDescending(probability);
  const points: SweepPoint[] = [];
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < order.length; i++) {
    const car = order[i]!;
    if (label[car]) tp++;
    else fp++;
    const next = i + 1 < order.length ? probability[order[i + 1]!] : undefined;
    if (next !== probability[car]) points.push({ threshold: probability[car]!, tp, fp });
  }
  return points;
}

/**
 * Area under the ROC curve: the chance that a failing car has a higher probability than a passing one,
 * ties counted half (Mann-Whitney U). Null when one of the two classes is absent.
 */
export function rocAuc(probability: ArrayLike<number>, label: ArrayLike<number>): number | null {
  const points = sweep(probability, label);
  const last = points.at(-1);
  if (!last || last.tp === 0 || last.fp === 0) return null;
  let area = 0;
  let tp = 0;
  let fp = 0;
  for (const p of points) {
    area += ((p.fp - fp) * (p.tp + tp)) / 2;
    tp = p.tp;
    fp = p.fp;
  }
  return area / (last.tp * last.fp);
}

/**
 * Average precision: sum of (recall step × precision), without interpolation
 * (https://scikit-learn.org/stable/modules/generated/sklearn.metrics.average_precision_score.html).
 * Null without a failing car.
 */
export function prAuc(probability: ArrayLike<number>, label: ArrayLike<number>): number | null {
  const points = sweep(probability, label);
  const positives = points.at(-1)?.tp ?? 0;
  if (positives === 0) return null;
  let area = 0;
  let tp = 0;
  for (const p of points) {
    area += ((p.tp - tp) / positives) * (p.tp / (p.tp + p.fp));
    tp = p.tp;
  }
  return area;
}

/** Mean squared difference between probability and label (Brier, 1950). Null without cars. */
export function brier(probability: ArrayLike<number>, label: ArrayLike<number>): number | null {
  if (label.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < label.length; i++) sum += (probability[i]! - (label[i] ? 1 : 0)) ** 2;
  return sum / label.length;
}

/**
 * The threshold with the highest F1 (the strictest of equals): what a model uses until a plant says its costs.
 * It lies midway to the next lower probability, so that rounding to float32 moves no car across it.
 */
export function bestF1Threshold(probability: ArrayLike<number>, label: ArrayLike<number>): number | null {
  const points = sweep(probability, label);
  const positives = points.at(-1)?.tp ?? 0;
  if (positives === 0) return null;
  const f1 = (p: SweepPoint) => (2 * p.tp) / (p.tp + p.fp + positives);
  let best = 0;
  for (let i = 1; i < points.length; i++) if (f1(points[i]!) > f1(points[best]!)) best = i;
  return (points[best]!.threshold + (points[best + 1]?.threshold ?? 0)) / 2;
}
