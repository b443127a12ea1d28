import { descending } from '../metrics/descending.ts';
import { shuffled } from '../random.ts';

/** What a model says of each car, and the probability from which it asks for the long test. */
export interface Scored {
  probability: ArrayLike<number>;
  threshold: number;
}

export const scoredOf = (probability: ArrayLike<number>, threshold: number): Scored => ({
  probability,
  threshold,
});

const SEED = 20261124;

/**
 * Cars in the order in which each model sends them to the long test, the likeliest first. Ties, of which calibrated
 * probabilities have many, are broken by one shuffle that both models share: neither gains by the order in which the
 * cars came, and of two models that say the same both send the same cars. O(n log n).
 */
export function ordersOf(models: readonly Scored[], cars: number): Uint32Array[] {
  const shuffle = shuffled(cars, SEED);
  return models.map(({ probability }) => descending(probability, shuffle));
}

/** How many of the cars a model sends to the long test at its own threshold. O(log n). */
export function askedFor({ probability, threshold }: Scored, order: Uint32Array): number {
  return countWhile(order, (car) => probability[car]! >= threshold);
}

/**
 * The cars of one probability through which the first `count` of an order are cut: their places in it, `end` exclusive.
 * Where nothing is cut, both are `count`. O(log n).
 */
export function plateauAt(
  { probability }: Pick<Scored, 'probability'>,
  order: Uint32Array,
  count: number,
): { begin: number; end: number } {
  const last = count > 0 ? probability[order[count - 1]!]! : NaN;
  if (count === order.length || probability[order[count]!] !== last) return { begin: count, end: count };
  return {
    begin: countWhile(order, (car) => probability[car]! > last),
    end: countWhile(order, (car) => probability[car]! >= last),
  };
}

/** How many of the first cars have a property that no later one has: by halving. */
function countWhile(order: Uint32Array, holds: (car: number) => boolean): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(order[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
