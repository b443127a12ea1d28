import { z } from 'zod';

/**
 * Metrics of a binary classifier for the positive class (the car fails the road test), never averaged
 * over classes: with 6.5% failures a weighted average looks good for a model that finds nothing.
 */
export const confusionSchema = z.object({ tp: z.int(), fp: z.int(), fn: z.int(), tn: z.int() });
/** Failing cars tested long, passing ones tested long, failing ones tested short, passing ones tested short. */
export type Confusion = z.infer<typeof confusionSchema>;

/** Counts at a threshold; a car whose probability is at least the threshold goes to the long test. */
export function confusionAt(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  threshold: number,
): Confusion {
  const c: Confusion = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (let i = 0; i < label.length; i++) {
    const long = probability[i]! >= threshold;
    const cell = label[i] ? (long ? 'tp' : 'fn') : long ? 'fp' : 'tn';
    c[cell]++;
  }
  return c;
}

/** Null where the denominator is 0: nothing was predicted positive, or nothing is positive. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

export function precisionRecallF1(c: Confusion) {
  return {
    precision: ratio(c.tp, c.tp + c.fp),
    recall: ratio(c.tp, c.tp + c.fn),
    f1: ratio(2 * c.tp, 2 * c.tp + c.fp + c.fn),
    accuracy: ratio(c.tp + c.tn, c.tp + c.fp + c.fn + c.tn),
  };
}
