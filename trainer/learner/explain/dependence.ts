import type { Dependence } from '../../../shared/contracts/models.ts';
import type { ModelFeature } from '../model.ts';

/** Bins of a number at most; a number with no more different values has one for each. */
export const MOST_BINS = 20;
/** Categories shown at most, the most frequent ones. */
export const MOST_CATEGORIES = 40;

/** JSON has no infinity. */
const finite = (x: number) => Math.min(Math.max(x, -3.4028234663852886e38), 3.4028234663852886e38);
/** A float32's digits, no more: the curves of all features are some tens of kilobytes. */
const short = (x: number) => Number(x.toPrecision(7));

/**
 * How a feature's contribution goes with its value: over bins of as equal numbers of cars as equal values allow, or over
 * categories, the mean contribution and the number of cars; cars of which nothing is known apart.
 * `values` are as the trees read them (NaN missing, a category its number), one a car, as `contribution` is.
 */
export function dependenceOf(
  feature: ModelFeature,
  values: Float32Array,
  contribution: Float64Array,
): Dependence {
  const known: number[] = [];
  const missing: number[] = [];
  values.forEach((x, car) => (Number.isNaN(x) ? missing : known).push(car));
  const mean = (cars: readonly number[], of: ArrayLike<number>) =>
    short(cars.reduce((sum, car) => sum + finite(of[car]!) / cars.length, 0));
  const told = (cars: readonly number[]) => ({ contribution: mean(cars, contribution), cars: cars.length });
  const base = { feature: feature.name, missing: missing.length > 0 ? told(missing) : null };
  if (feature.kind === 'category') {
    const byCode = Map.groupBy(known, (car) => values[car]!);
    const categories = [...byCode]
      .sort(([a, some], [b, others]) => others.length - some.length || a - b)
      .slice(0, MOST_CATEGORIES)
      .map(([code, cars]) => ({ category: feature.categories[code]!, ...told(cars) }));
    return { ...base, bins: [], categories };
  }
  known.sort((a, b) => values[a]! - values[b]! || a - b);
  const bins = cut(known, values).map((cars) => ({
    from: short(finite(values[cars[0]!]!)),
    to: short(finite(values[cars.at(-1)!]!)),
    mean: mean(cars, values),
    ...told(cars),
  }));
  return { ...base, bins, categories: [] };
}

/** Cuts cars in the order of their values into bins: equal values stay together, the next bin begins with its quantile. */
function cut(cars: readonly number[], values: Float32Array): number[][] {
  const groups: number[][] = [];
  for (const car of cars) {
    const last = groups.at(-1);
    if (last && values[last[0]!] === values[car]) last.push(car);
    else groups.push([car]);
  }
  if (groups.length <= MOST_BINS) return groups;
  const bins: number[][] = [];
  let before = 0;
  let quantile = -1;
  for (const group of groups) {
    const own = Math.floor((before * MOST_BINS) / cars.length);
    if (own > quantile) bins.push([]);
    quantile = own;
    bins.at(-1)!.push(...group);
    before += group.length;
  }
  return bins;
}
