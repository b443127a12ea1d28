import { z } from 'zod';
import type { Confusion } from './binary.ts';
import { bestF1Threshold, sweep } from './ranking.ts';

const count = z.number().positive();

/** What a plant knows about its long tests, and so where its threshold comes from. */
export const thresholdPolicySchema = z.discriminatedUnion('policy', [
  z.object({ policy: z.literal('f1') }),
  z.object({ policy: z.literal('capacity'), longTestsPerShift: count, carsPerShift: count }),
  /** In one unit, whichever the plant likes: only their ratio decides. */
  z.object({ policy: z.literal('cost'), costEscaped: count, costNeedless: count }),
]);
export type ThresholdPolicy = z.infer<typeof thresholdPolicySchema>;

/** Share of the cars that a plant can give the long test. */
export const capacityOf = (policy: { longTestsPerShift: number; carsPerShift: number }): number =>
  Math.min(1, policy.longTestsPerShift / policy.carsPerShift);

/**
 * The lowest threshold at which no more than `share` of the cars get the long test. Cars of one probability go
 * together; midway between two probabilities, so that rounding to float32 moves no car across it.
 */
export function capacityThreshold(probability: ArrayLike<number>, share: number): number {
  const points = sweep(probability, new Uint8Array(probability.length));
  const most = share * probability.length + 1e-9;
  let above = -1;
  while (above + 1 < points.length && points[above + 1]!.fp <= most) above++;
  return ((points[above]?.threshold ?? 1) + (points[above + 1]?.threshold ?? 0)) / 2;
}

/**
 * The threshold of a policy. `probability` and `label` are of cars that the trees did not see. Cost: a long test pays
 * where probability × escaped ≥ (1 − probability) × needless, which holds for calibrated probabilities (Elkan: The
 * Foundations of Cost-Sensitive Learning, IJCAI 2001, with a long test finding every failure).
 */
export function thresholdOf(
  policy: ThresholdPolicy,
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
): number {
  if (policy.policy === 'capacity') return capacityThreshold(probability, capacityOf(policy));
  if (policy.policy === 'cost') return policy.costNeedless / (policy.costEscaped + policy.costNeedless);
  return bestF1Threshold(probability, label) ?? 0.5;
}

export interface Costs {
  model: number;
  /** Every car gets the short test. */
  allShort: number;
  allLong: number;
  /** Against the cheaper of the two; below 0 where the model costs more. */
  saved: number;
}

/** What escaped failures and needless long tests cost on the cars of a confusion, in the policy's unit. */
export function costsOf(
  { tp, fp, fn, tn }: Confusion,
  { costEscaped, costNeedless }: { costEscaped: number; costNeedless: number },
): Costs {
  const model = fn * costEscaped + fp * costNeedless;
  const allShort = (tp + fn) * costEscaped;
  const allLong = (fp + tn) * costNeedless;
  return { model, allShort, allLong, saved: Math.min(allShort, allLong) - model };
}
