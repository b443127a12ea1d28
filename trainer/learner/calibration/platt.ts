import type { Calibration } from '../model.ts';

/** Fewer rows of a class than this say too little about a slope. */
const LEAST_OF_A_CLASS = 20;

/**
 * Platt scaling (Platt, 1999, with the targets of Lin, Lin and Weng, 2007): the slope and intercept with the lowest
 * log-loss of sigmoid(slope × margin + intercept) on rows that the trees did not see, by Newton's method.
 * Null when a class has fewer than 20 rows, or when the margin does not rank at all (slope not above 0).
 * Fitted on the validation part that also chose the number of trees: a mild optimism, kept because two numbers
 * hardly overfit and a third part would cost training cars.
 */
export function fitPlatt(margin: Float64Array, label: Uint8Array): Calibration | null {
  const positives = label.reduce((sum, y) => sum + y, 0);
  const negatives = label.length - positives;
  if (positives < LEAST_OF_A_CLASS || negatives < LEAST_OF_A_CLASS) return null;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const loss = (slope: number, intercept: number) => {
    let sum = 0;
    for (let r = 0; r < margin.length; r++) {
      const f = slope * margin[r]! + intercept;
      const t = label[r] ? high : low;
      sum += f > 0 ? (1 - t) * f + Math.log1p(Math.exp(-f)) : -t * f + Math.log1p(Math.exp(f));
    }
    return sum;
  };
  let slope = 1;
  let intercept = 0;
  let current = loss(slope, intercept);
  for (let iteration = 0; iteration < 100; iteration++) {
    let [g1, g0, h11, h10, h00] = [0, 0, 1e-12, 0, 1e-12];
    for (let r = 0; r < margin.length; r++) {
      const m = margin[r]!;
      const p = 1 / (1 + Math.exp(-(slope * m + intercept)));
      const d = p - (label[r] ? high : low);
      const w = p * (1 - p);
      g1 += d * m;
      g0 += d;
      h11 += w * m * m;
      h10 += w * m;
      h00 += w;
    }
    if (Math.abs(g1) + Math.abs(g0) < 1e-9 * margin.length) break;
    const determinant = h11 * h00 - h10 * h10;
    if (determinant <= 0) return null;
    const dSlope = -(h00 * g1 - h10 * g0) / determinant;
    const dIntercept = -(h11 * g0 - h10 * g1) / determinant;
    let step = 1;
    let next = loss(slope + dSlope, intercept + dIntercept);
    while (!(next < current) && step > 1e-6) {
      step /= 2;
      next = loss(slope + step * dSlope, intercept + step * dIntercept);
    }
    if (!(next < current)) break;
    slope += step * dSlope;
    intercept += step * dIntercept;
    current = next;
  }
  return slope > 0 ? { slope: Math.fround(slope), intercept: Math.fround(intercept) } : null;
}
