import { assign, binsOf, countBins, type Values } from '../../shared/drift/bins.ts';

/** The two common rules, as they are used: any feature over the limit is an alarm, window by window. */
export const PSI_LIMIT = 0.1;
export const KS_LEVEL = 0.05;
/** What a bin without a car counts as, because the logarithm of nothing is infinite. */
const EMPTY = 1e-4;

/** Whether the population stability index of a window (ten bins of the reference) is above 0.1 (Siddiqi, 2006). */
export function psiRule(reference: Values): (window: Values) => boolean {
  const bins = binsOf(reference);
  const before = countBins(assign(bins, reference), bins.count);
  return (window) => {
    const now = countBins(assign(bins, window), bins.count);
    let sum = 0;
    for (let bin = 0; bin < bins.count; bin++) {
      const p = Math.max(EMPTY, before[bin]! / reference.values.length);
      const q = Math.max(EMPTY, now[bin]! / window.values.length);
      sum += (q - p) * Math.log(q / p);
    }
    return sum > PSI_LIMIT;
  };
}

/** Whether Kolmogorov and Smirnov's two-sample test of a number says p < 0.05, by its limiting distribution. */
export function ksRule(reference: Values): (window: Values) => boolean {
  if (reference.kind === 'category') return () => false;
  const sorted = (values: ArrayLike<number>) =>
    Float64Array.from(Array.from(values).filter((x) => !Number.isNaN(x))).sort();
  const before = sorted(reference.values);
  const n = before.length;
  return (window) => {
    const now = sorted(window.values as ArrayLike<number>);
    const m = now.length;
    if (n === 0 || m === 0) return false;
    let [i, j, distance] = [0, 0, 0];
    while (i < n && j < m) {
      const x = Math.min(before[i]!, now[j]!);
      while (i < n && before[i]! <= x) i++;
      while (j < m && now[j]! <= x) j++;
      distance = Math.max(distance, Math.abs(i / n - j / m));
    }
    const size = Math.sqrt((n * m) / (n + m));
    return size * distance > Math.sqrt(-Math.log(KS_LEVEL / 2) / 2);
  };
}
