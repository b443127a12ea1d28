import type { Comparison } from '../contracts/evaluate.ts';
import type { Metrics } from '../metrics/evaluate.ts';
import { differencesOf } from './bootstrap.ts';
import { capacityCurve } from './capacity.ts';
import { mcNemar } from './mcnemar.ts';
import { askedFor, ordersOf, type Scored } from './order.ts';
import { segmentsOf, type SegmentValues } from './segments.ts';
import { verdictOf } from './verdict.ts';

/** A model with what was measured of it at its own threshold. */
export interface Compared extends Scored {
  metrics: Metrics;
}

/** What a comparison tells of the cars by their probabilities and labels alone. */
export type FromScores = Omit<Comparison, 'flips' | 'live'>;

/** Compares two models on the same cars. `label` is 1 for a car that failed. Deterministic: all chance is seeded. */
export function compareModels(
  model: Compared,
  against: Compared,
  label: ArrayLike<number>,
  values: SegmentValues,
): FromScores {
  const [mine, other] = ordersOf([model, against], label.length) as [Uint32Array, Uint32Array];
  const orders = [mine, other] as const;
  const verdict = verdictOf(model, against, orders, label);
  const asked = [askedFor(model, mine), askedFor(against, other), verdict.longTests];
  const flips = flipsOf(model, against, label);
  return {
    verdict,
    ownThresholds: { pValue: mcNemar(flips.onlyModel.length, flips.onlyAgainst.length) },
    differences: differencesOf({ ...model, order: mine }, { ...against, order: other }, label),
    capacity: capacityCurve(model, against, orders, label, asked),
    segments: segmentsOf(model, against, orders, label, values),
  };
}

/** Failing cars that only one of the two sends to the long test at its own threshold, in the order of the cars. */
export function flipsOf(
  model: Scored,
  against: Scored,
  label: ArrayLike<number>,
): { onlyModel: number[]; onlyAgainst: number[] } {
  const flips = { onlyModel: [] as number[], onlyAgainst: [] as number[] };
  for (let car = 0; car < label.length; car++) {
    if (!label[car]) continue;
    const mine = model.probability[car]! >= model.threshold;
    const other = against.probability[car]! >= against.threshold;
    if (mine !== other) flips[mine ? 'onlyModel' : 'onlyAgainst'].push(car);
  }
  return flips;
}
