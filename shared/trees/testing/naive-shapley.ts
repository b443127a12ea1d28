import { type Forest, logOddsOf } from '../forest.ts';

/**
 * What the model says when only the features of `known` (a bit a feature) are known, by the covers (Lundberg et al., 2018,
 * algorithm 1): a split on another feature answers with the mean of its sides.
 */
export function valueOf(forest: Forest, row: Float32Array, known: number): number {
  const { feature, number, missingLeft, right, cover, roots, baseScore } = forest;
  const below = (n: number): number => {
    const f = feature[n]!;
    if (f < 0) return number[n]!;
    const x = row[f]!;
    if (known & (1 << f)) {
      const left = x <= number[n]! || (Number.isNaN(x) && missingLeft[n] === 1);
      return below(left ? n + 1 : right[n]!);
    }
    const [a, b] = [cover[n + 1]!, cover[right[n]!]!];
    const share = a + b > 0 ? a / (a + b) : 0.5;
    return share * below(n + 1) + (1 - share) * below(right[n]!);
  };
  const { slope, intercept } = forest.calibration ?? { slope: 1, intercept: 0 };
  return slope * roots.reduce((sum, root) => sum + below(root), baseScore) + intercept;
}

/** Shapley values by their definition, over all subsets: the oracle. O(2^features × nodes). */
export function naiveShapley(forest: Forest, row: Float32Array): { expected: number; values: number[] } {
  const count = forest.features.length;
  const value = Array.from({ length: 1 << count }, (_, known) => valueOf(forest, row, known));
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const size = (known: number): number => known.toString(2).replaceAll('0', '').length;
  const values = forest.features.map((_, f) => {
    let sum = 0;
    for (let known = 0; known < value.length; known++) {
      if (known & (1 << f)) continue;
      const weight = (factorial(size(known)) * factorial(count - size(known) - 1)) / factorial(count);
      sum += weight * (value[known | (1 << f)]! - value[known]!);
    }
    return sum;
  });
  return { expected: value[0]!, values };
}

/** How far expected value and contributions are from the model's own log-odds. */
export function gapOf(
  forest: Forest,
  row: Float32Array,
  expected: number,
  values: ArrayLike<number>,
): number {
  return Math.abs(expected + Array.from(values).reduce((a, b) => a + b, 0) - logOddsOf(forest, row));
}
