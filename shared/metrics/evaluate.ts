import { z } from 'zod';
import { confusionAt, confusionSchema, precisionRecallF1 } from './binary.ts';
import { expectedCalibrationError, reliability, reliabilityBinSchema } from './calibration.ts';
import { brier, prAuc, rocAuc, sweep } from './ranking.ts';

const share = z.number().min(0).max(1).nullable();

export const metricsSchema = z.object({
  cars: z.int().nonnegative(),
  failures: z.int().nonnegative(),
  threshold: z.number(),
  confusion: confusionSchema,
  precision: share,
  recall: share,
  f1: share,
  accuracy: share,
  rocAuc: share,
  prAuc: share,
  brier: share,
  /** Of calibrated probabilities; left out where they were not measured. */
  reliability: z.array(reliabilityBinSchema).optional(),
  expectedCalibrationError: share.optional(),
});
export type Metrics = z.infer<typeof metricsSchema>;

/** All metrics of a model on labelled cars. `label` is 1 for a car that failed the road test. */
export function evaluateBinary(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  threshold: number,
): Metrics {
  const confusion = confusionAt(probability, label, threshold);
  const curve = reliability(probability, label);
  return {
    cars: label.length,
    failures: confusion.tp + confusion.fn,
    threshold,
    confusion,
    ...precisionRecallF1(confusion),
    rocAuc: rocAuc(probability, label),
    prAuc: prAuc(probability, label),
    brier: brier(probability, label),
    reliability: curve,
    expectedCalibrationError: expectedCalibrationError(curve),
  };
}

/**
 * The naive rule: every car has the base rate of the training cars, and the same share of the cars is sent to the
 * long test as the model sends, chosen at random. Expected counts, so precision is the rate itself; an empty
 * model is seen to be empty by standing beside it.
 */
export function naiveRule(label: ArrayLike<number>, baseRate: number, longTests: number): Metrics {
  const cars = label.length;
  let failures = 0;
  for (let i = 0; i < cars; i++) failures += label[i] ? 1 : 0;
  const tp = cars === 0 ? 0 : Math.round((failures * longTests) / cars);
  const confusion = {
    tp,
    fp: longTests - tp,
    fn: failures - tp,
    tn: cars - failures - (longTests - tp),
  };
  const constant = new Float64Array(cars).fill(baseRate);
  return {
    cars,
    failures,
    threshold: baseRate,
    confusion,
    ...precisionRecallF1(confusion),
    rocAuc: rocAuc(constant, label),
    prAuc: prAuc(constant, label),
    brier: brier(constant, label),
  };
}

export interface CurvePoint {
  x: number;
  y: number;
}

/** At most `limit` points of a curve, the first and the last kept. */
function thin<T>(points: T[], limit: number): T[] {
  if (points.length <= limit) return points;
  const step = (points.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, i) => points[Math.round(i * step)]!);
}

/** ROC (x false-positive rate, y recall) and precision-recall (x recall, y precision) curves, at most 200 points. */
export function curves(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
): { roc: CurvePoint[]; precisionRecall: CurvePoint[] } {
  const points = sweep(probability, label);
  const last = points.at(-1);
  if (!last || last.tp === 0 || last.fp === 0) return { roc: [], precisionRecall: [] };
  return {
    roc: thin([{ x: 0, y: 0 }, ...points.map((p) => ({ x: p.fp / last.fp, y: p.tp / last.tp }))], 200),
    precisionRecall: thin(
      points.map((p) => ({ x: p.tp / last.tp, y: p.tp / (p.tp + p.fp) })),
      200,
    ),
  };
}
