import type { EvaluateResponse } from '../../../shared/contracts/evaluate.ts';
import { ownCapacity } from '../../../shared/comparison/capacity.ts';
import { askedFor, ordersOf } from '../../../shared/comparison/order.ts';
import type { SegmentValues } from '../../../shared/comparison/segments.ts';
import { curves, evaluateBinary, naiveRule, type Metrics } from '../../../shared/metrics/evaluate.ts';
import { scoreBins } from '../../../shared/metrics/scores.ts';
import { ownSegments } from '../../../shared/metrics/segments.ts';

/** A model and what it said of each car of the window. */
export interface Side {
  id: number;
  name: string;
  threshold: number;
  /** The base rate of its training cars; null when it brought none. */
  baseRate: number | null;
  probability: Float32Array;
}

export type Sides = Pick<EvaluateResponse, 'model' | 'against' | 'naive' | 'paired'>;

/** Everything that is computed from the probabilities and the labels. Pure. */
export function compareSides(
  model: Side,
  against: Side | null,
  label: readonly number[],
  values: SegmentValues,
): Sides {
  const failures = label.reduce((sum, each) => sum + each, 0);
  const mine = describe(model, label, values);
  const { tp, fp } = mine.metrics.confusion;
  return {
    // Of two models the comparison tells what both catch at one number of long tests.
    model: against ? mine : { ...mine, capacity: capacityOf(model, label) },
    against: against && describe(against, label, values),
    naive: naiveRule(label, model.baseRate ?? failures / label.length, tp + fp),
    paired: against && pair(model, against, label),
  };
}

function describe(side: Side, label: readonly number[], values: SegmentValues) {
  const { probability, threshold } = side;
  const metrics: Metrics = evaluateBinary(probability, label, threshold);
  return {
    modelId: side.id,
    name: side.name,
    metrics,
    curves: curves(probability, label),
    scores: scoreBins(probability, label),
    segments: ownSegments(probability, threshold, label, values),
  };
}

function capacityOf(side: Side, label: readonly number[]) {
  const [order] = ordersOf([side], label.length);
  return ownCapacity(side, order!, label, [askedFor(side, order!)]);
}

const none = () => ({ both: 0, onlyModel: 0, onlyAgainst: 0, neither: 0 });

function pair(model: Side, against: Side, label: readonly number[]) {
  const table = { failures: none(), passes: none() };
  label.forEach((failed, car) => {
    const mine = model.probability[car]! >= model.threshold;
    const other = against.probability[car]! >= against.threshold;
    const cell = mine && other ? 'both' : mine ? 'onlyModel' : other ? 'onlyAgainst' : 'neither';
    table[failed ? 'failures' : 'passes'][cell]++;
  });
  return table;
}
