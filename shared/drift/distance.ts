import { binomialTail } from './tails.ts';

/** Expected cars below which a bin's share of a chi-square is not trusted (Cochran, 1954). */
const LEAST_EXPECTED = 5;

export interface Distance {
  /** Pearson's chi-square of the window's bins against the reference's shares, over the bins that count. */
  statistic: number;
  /** What it is on average when nothing changed and cars do not depend on each other; need not be whole. */
  df: number;
  /** How many bins count. */
  bins: number;
  /** Cars in the bins that are too rare for it, and the share of cars that belongs there. */
  rare: { cars: number; share: number };
}

/**
 * How far a window's counts are from a reference's. Bins in which a window of this size expects fewer than five cars are
 * taken together as `rare`: what the reference never saw (a new category, a value that goes missing) lies there. Where five
 * cars are expected in them together, they are one bin that counts.
 */
export function distanceOf(window: ArrayLike<number>, reference: ArrayLike<number>): Distance {
  let [cars, all] = [0, 0];
  for (let bin = 0; bin < window.length; bin++) {
    cars += window[bin]!;
    all += reference[bin]!;
  }
  let [statistic, df, bins] = [0, 0, 0];
  const rare = { cars: 0, share: 0 };
  const add = (found: number, share: number) => {
    statistic += (found - cars * share) ** 2 / (cars * share);
    df += 1 - share;
    bins++;
  };
  for (let bin = 0; bin < window.length; bin++) {
    const share = reference[bin]! / all;
    if (cars * share >= LEAST_EXPECTED) add(window[bin]!, share);
    else {
      rare.cars += window[bin]!;
      rare.share += share;
    }
  }
  if (cars * rare.share >= LEAST_EXPECTED) add(rare.cars, rare.share);
  // Half a car more: that the reference has none does not show that there can be none.
  rare.share = Math.min(1, rare.share + 0.5 / (all + 1));
  return { statistic, df, bins, rare };
}

/** One-sided: rare values that become frequent. That they go away is seen in the other bins. */
export function rareTail({ rare }: Distance, cars: number, inflation: number): number {
  // As many cars as tell as much when they do not depend on each other, and the same share of them.
  const alike = Math.max(1, Math.round(cars / inflation));
  return binomialTail(Math.ceil((rare.cars * alike) / cars - 1e-9), alike, rare.share);
}
