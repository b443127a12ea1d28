import { SEGMENTS, type Segment } from '../contracts/evaluate.ts';
import { corrected } from './mcnemar.ts';
import type { Scored } from './order.ts';
import { LEAST_FAILURES, verdictOf, wordOf } from './verdict.ts';

/** What each car is told apart by, in the order of the cars. */
export type SegmentValues = Record<(typeof SEGMENTS)[number], readonly string[]>;

/**
 * The rule on the cars of each engine, color, month and checkpoint. Both models ask for as many long tests of a segment's
 * cars as `against` does there at its own threshold, so that neither gains by sending more of them. P-values are corrected
 * over all segments with at least 30 failures; the others are told without one. Months ascend; else the most cars first.
 */
export function segmentsOf(
  model: Scored,
  against: Scored,
  orders: readonly [Uint32Array, Uint32Array],
  label: ArrayLike<number>,
  values: SegmentValues,
): Segment[] {
  const segments = SEGMENTS.flatMap((by) => {
    const [mine, other] = [split(orders[0], values[by]), split(orders[1], values[by])];
    return [...mine]
      .sort(
        ([a, cars], [b, others]) => (by === 'month' ? 0 : others.length - cars.length) || (a < b ? -1 : 1),
      )
      .map(([value, cars]) => {
        const { failures: pair, pValue } = verdictOf(model, against, [cars, other.get(value)!], label);
        const { onlyModel, onlyAgainst } = pair;
        const failures = pair.both + onlyModel + onlyAgainst + pair.neither;
        return { by, value, cars: cars.length, failures, onlyModel, onlyAgainst, pValue };
      });
  });
  const told = segments.filter(({ failures }) => failures >= LEAST_FAILURES);
  const pValues = corrected(told.map(({ pValue }) => pValue));
  const correctedOf = new Map(told.map((segment, i) => [segment, pValues[i]!]));
  return segments.map((segment) => {
    const pValue = correctedOf.get(segment) ?? null;
    const { onlyModel, onlyAgainst, failures } = segment;
    const word = pValue === null ? 'not_enough_failures' : wordOf(onlyModel, onlyAgainst, failures, pValue);
    return { ...segment, pValue, word };
  });
}

/** The cars of each value, in the order given. */
function split(order: Uint32Array, values: readonly string[]): Map<string, Uint32Array> {
  const cars = new Map<string, number[]>();
  for (const car of order) {
    const list = cars.get(values[car]!);
    if (list) list.push(car);
    else cars.set(values[car]!, [car]);
  }
  return new Map([...cars].map(([value, list]) => [value, Uint32Array.from(list)]));
}
