/** A feature's values in a row, car by car. A missing number is NaN, a missing category ''. */
export type Values =
  | { name: string; kind: 'number'; values: ArrayLike<number> }
  | { name: string; kind: 'category'; values: ArrayLike<string> };

/** How a feature's values fall into bins: intervals of a number or categories, and last the bin of what is missing. */
export interface Bins {
  feature: string;
  kind: 'number' | 'category';
  /** Of a number: the bin of `x` is the number of edges at or below it. Empty for a category. */
  edges: readonly number[];
  /** Of a category: the known ones; one bin more holds all others. Empty for a number. */
  categories: readonly string[];
  /** With the bin of others (categories) and the bin of missing values. */
  count: number;
}

const MOST = 10;

/** Bins of about equal numbers of cars (a number with few values has one for each), at most ten, and one for missing. */
export function binsOf(column: Values): Bins {
  if (column.kind === 'category') {
    const counts = new Map<string, number>();
    for (let i = 0; i < column.values.length; i++) {
      const value = column.values[i]!;
      if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const categories = [...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, MOST)
      .map(([value]) => value);
    return { feature: column.name, kind: 'category', edges: [], categories, count: categories.length + 2 };
  }
  const known = Float64Array.from(Array.from(column.values).filter((x) => !Number.isNaN(x))).sort();
  const edges: number[] = [];
  for (let bin = 1; bin < MOST; bin++) {
    const last = edges.at(-1) ?? known[0];
    let edge = known[Math.floor((bin * known.length) / MOST)];
    // A value that fills a bin by itself ends it: of a count that is mostly 0 the others are a bin, however few.
    if (edge === last) edge = known[above(known, edge!)];
    if (edge !== undefined && edge > last!) edges.push(edge);
  }
  return { feature: column.name, kind: 'number', edges, categories: [], count: edges.length + 2 };
}

/** The place of the first value that is larger, of ascending ones. */
function above(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The bin of each value of a column. */
export function assign(bins: Bins, column: Values): Uint8Array {
  const missing = bins.count - 1;
  if (column.kind === 'category') {
    const place = new Map(bins.categories.map((category, bin) => [category, bin]));
    const others = bins.categories.length;
    return Uint8Array.from(column.values, (value) => (value === '' ? missing : (place.get(value) ?? others)));
  }
  return Uint8Array.from(column.values, (x) => (Number.isNaN(x) ? missing : binOf(bins.edges, x)));
}

function binOf(edges: readonly number[], x: number): number {
  let bin = 0;
  while (bin < edges.length && edges[bin]! <= x) bin++;
  return bin;
}

/** Cars in each bin, of the part of `binned` from `begin` to before `end`. */
export function countBins(binned: Uint8Array, bins: number, begin = 0, end = binned.length): Float64Array {
  const counts = new Float64Array(bins);
  for (let i = begin; i < end; i++) counts[binned[i]!]!++;
  return counts;
}
