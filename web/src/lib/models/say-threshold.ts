import type { Model } from '$shared/contracts/models.ts';
import { capacityOf, costsOf } from '$shared/metrics/threshold.ts';
import { formatInteger, formatNumber, formatPercent } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import { longTests } from './metric-list.ts';

/** Where a model's threshold comes from, in sentences, and what it led to on the holdout. */
export function sayThreshold({
  threshold,
  thresholdPolicy: policy,
  metrics,
}: Pick<Model, 'threshold' | 'thresholdPolicy' | 'metrics'>): string[] {
  if (!policy) return [m.threshold_unknown()];
  switch (policy.policy) {
    case 'f1':
      return [m.threshold_f1()];
    case 'capacity':
      return [
        m.threshold_capacity({
          long: formatNumber(policy.longTestsPerShift),
          cars: formatNumber(policy.carsPerShift),
          share: formatPercent(capacityOf(policy)),
        }),
        ...(metrics
          ? [m.threshold_capacity_holdout({ share: formatPercent(longTests(metrics) / metrics.cars) })]
          : []),
      ];
    case 'cost': {
      const why = m.threshold_cost({
        escaped: formatNumber(policy.costEscaped),
        needless: formatNumber(policy.costNeedless),
        threshold: formatPercent(threshold),
      });
      if (!metrics) return [why];
      const { model, allShort, allLong, saved } = costsOf(metrics.confusion, policy);
      const figures = {
        cars: formatInteger(metrics.cars),
        cost: formatInteger(model),
        short: formatInteger(allShort),
        long: formatInteger(allLong),
      };
      const result =
        saved > 0
          ? m.threshold_cost_saved({ saved: formatInteger(saved) })
          : m.threshold_cost_nothing({ more: formatInteger(-saved) });
      return [why, m.threshold_cost_holdout(figures), result];
    }
  }
}
