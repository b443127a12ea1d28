import type { LeafRules } from '../splitting/leaf.ts';
import type { Desk } from '../team/workspace.ts';
import { binAt } from './random-desk.ts';

/** What a split is worth, counted from the rows themselves; the oracle that the histogram's way must equal. */
export function naiveBestGain(
  desk: Desk,
  rows: readonly number[],
  rules: LeafRules,
): { gain: number; feature: number } | null {
  const { gh, missingBins, space } = desk;
  let best: { gain: number; feature: number } | null = null;
  const score = (g: number, h: number) => {
    const t = Math.sign(g) * Math.max(0, Math.abs(g) - rules.l1);
    return t ** 2 / (h + rules.l2);
  };
  for (let feature = 0; feature < space.size.features; feature++) {
    const missing = missingBins[feature]!;
    for (let bin = 0; bin < missing; bin++) {
      for (const missingLeft of [false, true]) {
        const sums = { lg: 0, lh: 0, rg: 0, rh: 0, left: 0, right: 0 };
        for (const row of rows) {
          const b = binAt(desk, row, feature);
          if (b === missing ? missingLeft : b <= bin) {
            sums.left++;
            sums.lg += gh[2 * row]!;
            sums.lh += gh[2 * row + 1]!;
          } else {
            sums.right++;
            sums.rg += gh[2 * row]!;
            sums.rh += gh[2 * row + 1]!;
          }
        }
        if (sums.left === 0 || sums.right === 0) continue;
        if (sums.lh < rules.minChildWeight || sums.rh < rules.minChildWeight) continue;
        const gain =
          score(sums.lg, sums.lh) + score(sums.rg, sums.rh) - score(sums.lg + sums.rg, sums.lh + sums.rh);
        if (gain > rules.minGain + 1e-6 && (best === null || gain > best.gain)) best = { gain, feature };
      }
    }
  }
  return best;
}
