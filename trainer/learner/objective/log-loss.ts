/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * The grid of gradients and hessians (gradients.wasm.ts), in bits below 1: each is rounded to a multiple of a power of two
 * so coarse that float64 sums over all rows are exact (numbers that add up to `total` at most stay below 2^53 steps). So
 * sums do not depend on the order of the rows or on how the work was shared, a histogram got by subtraction equals one
 * built from rows, and an empty bin is exactly 0. The grid is 2^-32 up to a million rows: far below float32, which other
 * libraries use here.
 */
export function gridBits(total: number): number {
  return Math.min(32, 52 - Math.ceil(Math.log2(total + 1)));
}

/** Mean log-loss of log-odds: log(1 + e^-m) for a positive row, log(1 + e^m) for a negative one, without overflow. */
export function logLoss(margin: Float64Array, label: Uint8Array): number {
  let sum = 0;
  for (let r = 0; r < label.length; r++) {
    const m = label[r] ? -margin[r]! : margin[r]!;
    sum += m > 0 ? m + Math.log1p(Math.exp(-m)) : Math.log1p(Math.exp(m));
  }
  return sum / label.length;
}
