/** How sure a figure is: with these bounds, 95 of 100 such samples hold the true value. */
export interface Interval {
  low: number;
  high: number;
}

/** The normal distribution's quantile for 95%, two-sided. */
export const Z = 1.959963984540054;

/**
 * Interval of a share of independent cars (Wilson: Probable inference, JASA 1927): unlike the textbook's symmetric one
 * it is right for few cars and stays within 0 and 1. Null without cars.
 */
export function wilson(of: number, cars: number): Interval | null {
  if (cars <= 0) return null;
  const share = of / cars;
  const scale = 1 + Z ** 2 / cars;
  const middle = (share + Z ** 2 / (2 * cars)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / cars + Z ** 2 / (4 * cars ** 2));
  // At the ends rounding must not leave a share outside its own interval.
  return { low: of === 0 ? 0 : middle - half, high: of === cars ? 1 : middle + half };
}

/** Standard error of an area under the ROC curve, from the counts alone (Hanley and McNeil: Radiology 143, 1982). */
export function rocAucError(area: number, failures: number, passes: number): number {
  const failing = area / (2 - area);
  const passing = (2 * area ** 2) / (1 + area);
  const variance =
    (area * (1 - area) + (failures - 1) * (failing - area ** 2) + (passes - 1) * (passing - area ** 2)) /
    (failures * passes);
  return Math.sqrt(Math.max(0, variance));
}

/** Interval of an area under the ROC curve, within 0 and 1. Null where it is not known, or one of the classes is absent. */
export function rocAucInterval(area: number | null, failures: number, passes: number): Interval | null {
  if (area === null || failures <= 0 || passes <= 0) return null;
  const half = Z * rocAucError(area, failures, passes);
  return { low: Math.max(0, area - half), high: Math.min(1, area + half) };
}
