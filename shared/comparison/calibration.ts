/**
 * Brier score and expected calibration error of resampled cars. The bins are those of the cars as they are
 * (shared/metrics/calibration.ts): a resample has about as many cars in each.
 */
export interface Residuals {
  /** Probability minus label of each car of `order`. */
  residual: Float64Array;
  order: Uint32Array;
  /** Where in `order` each bin ends. */
  ends: readonly number[];
}

/** `order`: cars from the highest probability to the lowest; `bins`: numbers of cars, lowest probability first. */
export function residualsOf(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  order: Uint32Array,
  bins: readonly number[],
): Residuals {
  const of = (car: number) => probability[car]! - (label[car] ? 1 : 0);
  let end = 0;
  return {
    residual: Float64Array.from(order, of),
    order,
    ends: bins.toReversed().map((cars) => (end += cars)),
  };
}

export function errorsOf(
  { residual, order, ends }: Residuals,
  times: Uint8Array,
): { brier: number; expectedCalibrationError: number } {
  let [squares, gaps, i] = [0, 0, 0];
  for (const end of ends) {
    let gap = 0;
    for (; i < end; i++) {
      const weighted = times[order[i]!]! * residual[i]!;
      gap += weighted;
      squares += weighted * residual[i]!;
    }
    gaps += Math.abs(gap);
  }
  return { brier: squares / order.length, expectedCalibrationError: gaps / order.length };
}
