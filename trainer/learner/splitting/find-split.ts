import type { BinMatrix } from '../binning/bin-matrix.ts';
import { FEATURE_STRIDE } from '../histogram/histogram.ts';
import { leafScore, type LeafRules } from './leaf.ts';

/** Rows whose bin of `feature` is at most `bin` go left, and the missing ones where `missingLeft` says. */
export interface Split {
  feature: number;
  bin: number;
  missingLeft: boolean;
  gain: number;
  leftGradient: number;
  leftHessian: number;
}

/** Below this a gain is rounding. */
const LEAST_GAIN = 1e-6;

/**
 * The split of a node with the highest gain, or null when none is allowed. Of equal gains the lowest feature and bin
 * wins. Missing values are tried on both sides; a node without any sends those to come to the heavier side.
 * Splits between bins that are empty in this node are not looked at twice. O(features × bins).
 */
export function findSplit(
  matrix: BinMatrix,
  histogram: Float64Array,
  gradient: number,
  hessian: number,
  columns: Int32Array | null,
  rules: LeafRules,
): Split | null {
  const { l1, l2 } = rules;
  const parent = leafScore(gradient, hessian, rules);
  const least = Math.max(rules.minChildWeight, Number.MIN_VALUE);
  // The score that two children must beat together; only better ones are kept.
  let best = parent + Math.max(rules.minGain, LEAST_GAIN);
  let found: Split | null = null;
  const count = columns === null ? matrix.features : columns.length;
  for (let c = 0; c < count; c++) {
    const feature = columns === null ? c : columns[c]!;
    const room = feature * FEATURE_STRIDE;
    const missingBin = matrix.missingBin[feature]!;
    const missingG = histogram[room + 2 * missingBin]!;
    const missingH = histogram[room + 2 * missingBin + 1]!;
    let leftG = 0;
    let leftH = 0;
    let bin = -1;
    let bestG = 0;
    let bestH = 0;
    let missingLeft = false;
    const rightKnownH = hessian - missingH;
    for (let b = 0; b < missingBin - 1; b++) {
      const h = histogram[room + 2 * b + 1]!;
      if (h === 0) continue;
      leftH += h;
      leftG += histogram[room + 2 * b]!;
      const rightH = hessian - leftH;
      if (rightKnownH - leftH <= 0) break;
      if (leftH >= least && rightH >= least) {
        const score = pairScore(leftG, leftH, gradient - leftG, rightH, l1, l2);
        if (score > best) {
          best = score;
          bin = b;
          bestG = leftG;
          bestH = leftH;
          missingLeft = false;
        }
      }
      if (missingH > 0 && leftH + missingH >= least && rightH - missingH >= least) {
        const score = pairScore(
          leftG + missingG,
          leftH + missingH,
          gradient - leftG - missingG,
          rightH - missingH,
          l1,
          l2,
        );
        if (score > best) {
          best = score;
          bin = b;
          bestG = leftG + missingG;
          bestH = leftH + missingH;
          missingLeft = true;
        }
      }
    }
    // Known against missing: the last bin of values is the border.
    if (missingH > 0 && missingH >= least && rightKnownH >= least) {
      const score = pairScore(gradient - missingG, rightKnownH, missingG, missingH, l1, l2);
      if (score > best) {
        best = score;
        bin = missingBin - 1;
        bestG = gradient - missingG;
        bestH = rightKnownH;
        missingLeft = false;
      }
    }
    if (bin >= 0) {
      if (missingH === 0) missingLeft = bestH >= hessian - bestH;
      found = { feature, bin, missingLeft, gain: best - parent, leftGradient: bestG, leftHessian: bestH };
    }
  }
  return found;
}

/** Sum of two leaf scores with one division. */
function pairScore(lg: number, lh: number, rg: number, rh: number, l1: number, l2: number): number {
  if (l1 > 0) {
    lg = lg > l1 ? lg - l1 : lg < -l1 ? lg + l1 : 0;
    rg = rg > l1 ? rg - l1 : rg < -l1 ? rg + l1 : 0;
  }
  const left = lh + l2;
  const right = rh + l2;
  return (lg * lg * right + rg * rg * left) / (left * right);
}
