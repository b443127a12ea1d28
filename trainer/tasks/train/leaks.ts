import { setImmediate } from 'node:timers/promises';
import { HalleError } from '../../../shared/errors.ts';
import { rocAuc } from '../../../shared/metrics/ranking.ts';
import type { Column, Dataset } from '../../learner/index.ts';
import type { Split } from './split.ts';

/** ROC AUC of one feature by itself above which it is too good to be true: the demo plant's best one has 0.70. */
export const SUSPICIOUS = 0.98;
/** With fewer failures in the holdout chance gives such areas, so all cars are looked at. */
const ENOUGH_FAILURES = 10;

export interface Leak {
  feature: string;
  /** ROC AUC of the feature alone. */
  auc: number;
}

/**
 * Features that tell the label by themselves: their values rising or falling, missing ones below or above all others;
 * categories by their failure rate in the training part. Measured on the holdout. Highest first. O(features × cars log cars).
 */
export async function findLeaks({ train, learning, holdout }: Split): Promise<Leak[]> {
  const failures = holdout.label.reduce((sum, y) => sum + y, 0);
  const parts = failures >= ENOUGH_FAILURES ? [holdout] : [learning, holdout];
  const label = Uint8Array.from(parts.flatMap((part) => [...part.label]));
  const leaks: Leak[] = [];
  for (const [f, column] of train.features.entries()) {
    const columns = parts.map((part) => part.features[f]!);
    const scores = column.kind === 'number' ? byValue(columns) : [byRate(column, train, columns)];
    const areas = scores.map((score) => rocAuc(score, label) ?? 0.5);
    const auc = Math.max(...areas.map((area) => Math.max(area, 1 - area)));
    if (auc > SUSPICIOUS) leaks.push({ feature: column.name, auc });
    await setImmediate(); // progress and cancel get through
  }
  return leaks.sort((a, b) => b.auc - a.auc || (a.feature < b.feature ? -1 : 1));
}

/** Missing values at one end of the others, and at the other end. */
function byValue(columns: readonly Column[]): Float64Array[] {
  const values = Float64Array.from(columns.flatMap((column) => [...(column.values as Float32Array)]));
  return [-Infinity, Infinity].map((missing) =>
    values.map((value) => (Number.isNaN(value) ? missing : value)),
  );
}

/** The rate of the car's category in the training part; a category that is not there has the rate of all. */
function byRate(column: Column, { label }: Dataset, columns: readonly Column[]): Float64Array {
  const counts = new Map<string, { cars: number; failures: number }>();
  let failures = 0;
  column.values.forEach((value, i) => {
    const count = counts.get(String(value)) ?? { cars: 0, failures: 0 };
    counts.set(String(value), { cars: count.cars + 1, failures: count.failures + label[i]! });
    failures += label[i]!;
  });
  const rateOf = (value: string) => {
    const count = counts.get(value);
    return count ? count.failures / count.cars : failures / label.length;
  };
  return Float64Array.from(columns.flatMap(({ values }) => Array.from(values as readonly string[], rateOf)));
}

/** @throws HalleError `suspected_leak`, unless an engineer has accepted all of the features. */
export async function refuseLeaks(split: Split, accepted: readonly string[]): Promise<void> {
  const leaks = (await findLeaks(split)).filter(({ feature }) => !accepted.includes(feature));
  const [worst] = leaks;
  if (!worst) return;
  const others = leaks.length > 1 ? ` So do ${leaks.length - 1} more.` : '';
  throw new HalleError(
    'suspected_leak',
    `${worst.feature} by itself tells which cars fail (ROC AUC ${worst.auc.toFixed(3)} on the newest cars): it may know how the road test ended.${others}`,
    { feature: worst.feature, auc: worst.auc, features: leaks },
  );
}
