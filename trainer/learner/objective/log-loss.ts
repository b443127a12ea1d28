/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Gradient and hessian of the log-loss, interleaved (`out[2r]`, `out[2r+1]`), each rounded to a multiple of a power
 * of two so coarse that float64 sums over all rows are exact. So sums do not depend on the order of the rows or on
 * how the work was shared, a histogram got by subtraction equals one built from rows, and an empty bin is exactly 0.
 * The grid is 2^-32 up to a million rows: far below float32, which other libraries use here.
 */
export function gradients(margin: Float64Array, label: Uint8Array, out: Float64Array): void {
  const scale = gridScale(label.length);
  const step = 1 / scale;
  for (let r = 0; r < label.length; r++) {
    const p = 1 / (1 + Math.exp(-margin[r]!));
    out[2 * r] = Math.round((p - label[r]!) * scale) * step;
    const hessian = Math.round(p * (1 - p) * scale) * step;
    out[2 * r + 1] = hessian > 0 ? hessian : step;
  }
}

/** Steps a unit: n values of at most 1 stay below 2^53 steps. */
function gridScale(rows: number): number {
  return 2 ** Math.min(32, 52 - Math.ceil(Math.log2(rows + 1)));
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
