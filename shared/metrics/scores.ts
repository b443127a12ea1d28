import type { ScoreBin } from '../contracts/evaluate.ts';

/** Of probabilities from 0 to 1: fine enough for the tenth below which most of the cars are. */
const BINS = 40;

/**
 * How many cars have which probability, those that failed and those that passed apart. Equal widths, so that two models
 * are seen on one scale; bins beyond the last car are left out. O(n).
 */
export function scoreBins(probability: ArrayLike<number>, label: ArrayLike<number>): ScoreBin[] {
  const bins: ScoreBin[] = [];
  for (let car = 0; car < label.length; car++) {
    const at = Math.min(BINS - 1, Math.floor(probability[car]! * BINS));
    while (bins.length <= at) {
      const place = bins.length;
      bins.push({ from: place / BINS, to: (place + 1) / BINS, failed: 0, passed: 0 });
    }
    bins[at]![label[car] ? 'failed' : 'passed']++;
  }
  return bins;
}
