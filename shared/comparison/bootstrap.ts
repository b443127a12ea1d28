import { COMPARED_METRICS, type Comparison } from '../contracts/evaluate.ts';
import { precisionRecallF1 } from '../metrics/binary.ts';
import type { Metrics } from '../metrics/evaluate.ts';
import { areasOf, runsOf } from './areas.ts';
import { errorsOf, residualsOf } from './calibration.ts';
import type { Scored } from './order.ts';
import { draw, percentiles } from './resample.ts';

/** Of few cars 1,000 resamples; of many, as many as fit a function's two seconds: 769 of 13,000 cars, 0.2 s. */
export const resamplesFor = (cars: number): number =>
  Math.min(1000, Math.max(200, Math.floor(10_000_000 / cars)));

const SEED = 1;

/** A model with its metrics on the cars and its order of them (order.ts). */
export interface Measured extends Scored {
  metrics: Metrics;
  order: Uint32Array;
}

type Values = Record<(typeof COMPARED_METRICS)[number], number>;
type Difference = Comparison['differences'][number];

/**
 * Model minus other in each metric, with the percentile interval of a paired bootstrap (Efron and Tibshirani: An
 * Introduction to the Bootstrap, 1993): cars are drawn with replacement, and both models are measured on the same ones, so
 * that what is hard about a car is not taken for a difference of the models. O(resamples × cars), without sorting.
 */
export function differencesOf(
  model: Measured,
  against: Measured,
  label: ArrayLike<number>,
  resamples = resamplesFor(label.length),
): Difference[] {
  const [mine, other] = [measureOn(model, label), measureOn(against, label)];
  const times = new Uint8Array(label.length);
  const drawn = COMPARED_METRICS.map(() => new Float64Array(resamples));
  let state = SEED;
  for (let n = 0; n < resamples; n++) {
    state = draw(times, state);
    const [left, right] = [mine(times), other(times)];
    COMPARED_METRICS.forEach((metric, m) => (drawn[m]![n] = left[metric] - right[metric]));
  }
  return COMPARED_METRICS.map((metric, m) => {
    const [left, right] = [model.metrics[metric] ?? null, against.metrics[metric] ?? null];
    const difference = left === null || right === null ? null : left - right;
    const interval = difference === null ? null : percentiles(drawn[m]!);
    return { metric, model: left, against: right, difference, interval };
  });
}

/** Measures a model on the cars as often as each was drawn. NaN where a metric cannot be computed. */
function measureOn(model: Measured, label: ArrayLike<number>): (times: Uint8Array) => Values {
  const { probability, threshold, order, metrics } = model;
  const runs = runsOf(probability, label, order, threshold);
  const bins = (metrics.reliability ?? []).map((bin) => bin.cars);
  const residuals = residualsOf(probability, label, order, bins);
  return (times) => {
    const { tp, fp, failures, rocAuc, prAuc } = areasOf(runs, times);
    const at = precisionRecallF1({ tp, fp, fn: failures - tp, tn: label.length - failures - fp });
    return {
      precision: at.precision ?? NaN,
      recall: at.recall ?? NaN,
      f1: at.f1 ?? NaN,
      rocAuc,
      prAuc,
      ...errorsOf(residuals, times),
    };
  };
}
