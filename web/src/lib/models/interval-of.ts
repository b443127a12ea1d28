import type { Metrics } from '$shared/metrics/evaluate.ts';
import { type Interval, rocAucInterval, wilson } from '$shared/metrics/intervals.ts';
import type { MetricLine } from './metric-list.ts';

/** What the intervals come from. */
export type Counted = Pick<Metrics, 'cars' | 'failures' | 'confusion' | 'rocAuc'>;

/** Where counts alone tell how sure a metric is; null for the others. */
export function intervalOf(key: MetricLine['key'], counted: Counted): Interval | null {
  const { confusion, rocAuc, failures, cars } = counted;
  const { tp, fp, fn, tn } = confusion;
  if (key === 'precision') return wilson(tp, tp + fp);
  if (key === 'recall') return wilson(tp, tp + fn);
  if (key === 'accuracy') return wilson(tp + tn, cars);
  return key === 'rocAuc' ? rocAucInterval(rocAuc, failures, cars - failures) : null;
}
