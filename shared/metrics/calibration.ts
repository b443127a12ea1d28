import { z } from 'zod';
import { descending } from './descending.ts';

/** A bin of cars with about the same probability. */
export const reliabilityBinSchema = z.object({
  cars: z.int().positive(),
  /** Mean probability. */
  predicted: z.number(),
  /** Share of the cars that failed. */
  observed: z.number(),
});
export type ReliabilityBin = z.infer<typeof reliabilityBinSchema>;

/**
 * The reliability curve: cars in the order of their probability, in bins of about equal numbers, cars of one
 * probability in one bin (equal counts rather than equal widths: with 6.5% failures most of the widths would be empty;
 * Nixon and others: Measuring Calibration in Deep Learning, 2019). At most `bins`, lowest first. O(n log n).
 */
export function reliability(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  bins = 10,
): ReliabilityBin[] {
  const cars = label.length;
  const order = descending(probability).toReversed();
  const curve: ReliabilityBin[] = [];
  let [begin, sum, failures] = [0, 0, 0];
  for (let i = 0; i < cars; i++) {
    const car = order[i]!;
    sum += probability[car]!;
    failures += label[car] ? 1 : 0;
    const last = i + 1 === cars;
    const full = i + 1 >= ((curve.length + 1) * cars) / bins && i + 1 - begin >= cars / bins / 2;
    if (!last && (!full || probability[order[i + 1]!] === probability[car])) continue;
    const count = i + 1 - begin;
    curve.push({ cars: count, predicted: sum / count, observed: failures / count });
    [begin, sum, failures] = [i + 1, 0, 0];
  }
  return curve;
}

/**
 * Expected calibration error: how far the probabilities of a bin are from its failures, on average over the cars
 * (Naeini, Cooper, Hauskrecht: AAAI 2015, here with bins of equal counts). Null without cars.
 */
export function expectedCalibrationError(curve: readonly ReliabilityBin[]): number | null {
  const cars = curve.reduce((sum, bin) => sum + bin.cars, 0);
  if (cars === 0) return null;
  return curve.reduce((sum, bin) => sum + (bin.cars / cars) * Math.abs(bin.predicted - bin.observed), 0);
}
