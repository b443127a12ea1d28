import { FEATURE_BYTES } from '../histogram/histogram.wasm';

/** Below this a gain is rounding. */
const LEAST_GAIN: f64 = 1e-6;

// L1 and L2 regularisation, what a side must weigh, and what a split must save: of the whole fit.
let l1: f64 = 0;
let l2: f64 = 0;
let least: f64 = 0;
let leastGain: f64 = 0;
/** Directions by feature (int8: 1 rising, -1 falling, 0 free); 0 where no feature is bound. */
let directions: usize = 0;

export function setRules(l1_: f64, l2_: f64, minChildWeight: f64, minGain: f64, monotone: usize): void {
  l1 = l1_;
  l2 = l2_;
  least = max(minChildWeight, f64.MIN_NORMAL_VALUE);
  leastGain = max(minGain, LEAST_GAIN);
  directions = monotone;
}

// The node that `findSplit` is at.
let nodeG: f64 = 0;
let nodeH: f64 = 0;
let low: f64 = 0;
let high: f64 = 0;
let direction: i32 = 0;
// The best split found so far; `bestBin` is -1 while the feature has none that is better.
let best: f64 = 0;
let bestBin: i32 = -1;
let bestMissingLeft: bool = false;
let bestG: f64 = 0;
let bestH: f64 = 0;

function soft(g: f64): f64 {
  return g > l1 ? g - l1 : g < -l1 ? g + l1 : 0;
}

/** Twice the loss that a leaf saves: T(G)² / (H + l2) (XGBoost paper, equation 6, without the ½). */
function score(g: f64, h: f64): f64 {
  const t = soft(g);
  return t == 0 ? 0 : (t * t) / (h + l2);
}

/** What a leaf would add to the log-odds, held between two bounds. */
function boundWeight(g: f64, h: f64): f64 {
  return min(max(-soft(g) / (h + l2), low), high);
}

/** Twice the loss that a leaf of a given weight saves. */
function scoreOf(g: f64, h: f64, w: f64): f64 {
  return -(2 * g * w + (h + l2) * w * w + 2 * l1 * abs(w));
}

/** Score of two sides together, negative where a bound feature would turn the wrong way. */
function boundPair(lg: f64, lh: f64, rg: f64, rh: f64): f64 {
  const left = boundWeight(lg, lh);
  const right = boundWeight(rg, rh);
  if ((direction > 0 && left > right) || (direction < 0 && left < right)) return -Infinity;
  return scoreOf(lg, lh, left) + scoreOf(rg, rh, right);
}

/** Sum of the scores of two sides with one division. */
function pair(lg: f64, lh: f64, rg: f64, rh: f64): f64 {
  const l = soft(lg);
  const r = soft(rg);
  const left = lh + l2;
  const right = rh + l2;
  return (l * l * right + r * r * left) / (left * right);
}

/**
 * The split of a node with the highest gain among the features `from` to `to - 1` (of `columns` where it is not 0). Of
 * equal gains the lowest feature and bin wins. Rows whose bin is at most the split's go left; missing values (bin
 * `missingBins[feature]`) are tried on both sides, and where a node has none they are sent to the heavier one. Bins that
 * are empty in this node are passed over. `lowest`, `highest`: bounds of the leaves' weights. O(features × bins).
 * Writes gain, left gradient, left hessian (float64), feature or -1, bin, missing left (int32) to `out`.
 */
export function findSplit(
  histogram: usize,
  missingBins: usize,
  columns: usize,
  from: u32,
  to: u32,
  gradient: f64,
  hessian: f64,
  lowest: f64,
  highest: f64,
  out: usize,
): void {
  nodeG = gradient;
  nodeH = hessian;
  low = lowest;
  high = highest;
  const parent =
    directions == 0 ? score(gradient, hessian) : scoreOf(gradient, hessian, boundWeight(gradient, hessian));
  best = parent + leastGain;
  store<i32>(out, -1, 24);
  for (let c = from; c < to; c++) {
    const feature = columns == 0 ? c : load<u32>(columns + ((<usize>c) << 2));
    const room = histogram + <usize>feature * FEATURE_BYTES;
    const missing = <usize>load<u8>(missingBins + feature);
    if (directions != 0) direction = load<i8>(directions + feature);
    bestBin = -1;
    scan(room, missing);
    if (bestBin < 0) continue;
    if (load<f64>(room + (missing << 4), 8) == 0) bestMissingLeft = bestH >= hessian - bestH;
    store<f64>(out, best - parent);
    store<f64>(out, bestG, 8);
    store<f64>(out, bestH, 16);
    store<i32>(out, feature, 24);
    store<i32>(out, bestBin, 28);
    store<i32>(out, bestMissingLeft ? 1 : 0, 32);
  }
}

/**
 * Looks at the splits of one feature, two bins at a time: SIMD tells without a division whether one of the two could be
 * better than the best so far, which few are; only those are offered.
 */
function scan(room: usize, missing: usize): void {
  const missingG = load<f64>(room + (missing << 4));
  const missingH = load<f64>(room + (missing << 4), 8);
  const knownH = nodeH - missingH;
  const sums = v128.load(room + (missing << 4));
  const withMissing = missingH > 0;
  let left = f64x2.splat(0);
  for (let b: usize = 0; b + 1 < missing; b += 2) {
    const at = room + (b << 4);
    const first = v128.load(at);
    // After an odd number of bins comes the missing ones' bin, which is none of them.
    const second = b + 2 < missing ? v128.load(at, 16) : f64x2.splat(0);
    if (!v128.any_true(v128.or(first, second))) continue;
    const one = f64x2.add(left, first);
    const two = f64x2.add(one, second);
    left = two;
    if (couldBeBetter(one, two)) {
      offerBin(one, b, knownH, false);
      offerBin(two, b + 1, knownH, false);
    }
    if (withMissing && couldBeBetter(f64x2.add(one, sums), f64x2.add(two, sums))) {
      offerBin(f64x2.add(one, sums), b, nodeH, true);
      offerBin(f64x2.add(two, sums), b + 1, nodeH, true);
    }
  }
  // Known against missing: the last bin of values is the border. No value rises or falls there.
  direction = 0;
  if (withMissing) offer(nodeG - missingG, knownH, <i32>missing - 1, false);
}

/** Whether one of two left sides (gradient and hessian sum each) may be better than the best: never no where it is. */
function couldBeBetter(one: v128, two: v128): bool {
  if (directions != 0) return true;
  const leftG = softPair(v128.shuffle<f64>(one, two, 0, 2));
  const leftH = v128.shuffle<f64>(one, two, 1, 3);
  const rightG = softPair(f64x2.sub(f64x2.splat(nodeG), v128.shuffle<f64>(one, two, 0, 2)));
  const rightH = f64x2.sub(f64x2.splat(nodeH), leftH);
  const left = f64x2.add(leftH, f64x2.splat(l2));
  const right = f64x2.add(rightH, f64x2.splat(l2));
  const above = f64x2.add(
    f64x2.mul(f64x2.mul(leftG, leftG), right),
    f64x2.mul(f64x2.mul(rightG, rightG), left),
  );
  // A hair below the best, so that rounding here hides nothing.
  const below = f64x2.mul(f64x2.mul(left, right), f64x2.splat(best * (1 - 1e-12)));
  return v128.any_true(f64x2.gt(above, below));
}

function softPair(g: v128): v128 {
  if (l1 == 0) return g;
  const zero = f64x2.splat(0);
  const by = f64x2.splat(l1);
  return f64x2.add(f64x2.max(f64x2.sub(g, by), zero), f64x2.min(f64x2.add(g, by), zero));
}

/** Offers the split after a bin, unless all known values are on its left: that is the border to the missing ones. */
function offerBin(left: v128, bin: usize, most: f64, missingLeft: bool): void {
  const h = f64x2.extract_lane(left, 1);
  if (most - h > 0) offer(f64x2.extract_lane(left, 0), h, <i32>bin, missingLeft);
}

/** A split whose left side has these sums; kept when it is better. */
function offer(g: f64, h: f64, bin: i32, missingLeft: bool): void {
  const rightH = nodeH - h;
  if (h < least || rightH < least) return;
  const both = directions == 0 ? pair(g, h, nodeG - g, rightH) : boundPair(g, h, nodeG - g, rightH);
  if (both > best) {
    best = both;
    bestBin = bin;
    bestG = g;
    bestH = h;
    bestMissingLeft = missingLeft;
  }
}
