import type { Lineage } from '$shared/contracts/lineage.ts';
import type { Metrics } from '$shared/metrics/evaluate.ts';

/** Measured on fewer failing cars than this, precision and recall are uncertain by ten points or more. */
export const FEW_FAILURES = 200;

export type Limit =
  | 'unseen'
  | 'others'
  | 'labels'
  | 'feedback'
  | 'not_measured'
  | 'few'
  | 'precision'
  | 'recall'
  | 'left_out'
  | 'elsewhere';

/** What a model cannot do: what is true of every one, then what its own figures and cars say. */
export function limitsOf(metrics: Metrics | null, cars: Lineage['cars']): Limit[] {
  const limits: Limit[] = ['unseen', 'others', 'labels', 'feedback'];
  if (!metrics) limits.push('not_measured');
  else {
    if (metrics.failures < FEW_FAILURES) limits.push('few');
    if (metrics.precision !== null) limits.push('precision');
    if (metrics.recall !== null) limits.push('recall');
  }
  if (!cars) limits.push('elsewhere');
  else if (cars.excluded > 0) limits.push('left_out');
  return limits;
}
