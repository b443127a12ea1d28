import { shuffled } from './random.ts';

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
  return models.map(({ probability }) => {
    // Sorts are stable: what is equal stays as shuffled.
    return Uint32Array.from(shuffle).sort((a, b) => probability[b]! - probability[a]!);
  });
}

/** How many of the cars a model sends to the long test at its own threshold. */
export function askedFor({ probability, threshold }: Scored, order: Uint32Array): number {
  // The order descends: halve.
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (probability[order[middle]!]! >= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
