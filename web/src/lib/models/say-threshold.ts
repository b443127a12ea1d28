import type { Model } from '$shared/contracts/models.ts';
import { capacityOf, costsOf } from '$shared/metrics/threshold.ts';
import { formatInteger, formatNumber, formatPercent } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import { longTests } from './metric-list.ts';

type Measured = Pick<Model, 'threshold' | 'thresholdPolicy' | 'metrics'>;
type Policy<P extends string> = Extract<NonNullable<Model['thresholdPolicy']>, { policy: P }>;

/** Where a model's threshold comes from, in sentences, and what it led to on the holdout. */
export function sayThreshold(model: Measured): string[] {
  const { thresholdPolicy: policy } = model;
  if (!policy) return [m.threshold_unknown()];
  if (policy.policy === 'capacity') return sayCapacity(policy, model);
  if (policy.policy === 'cost') return sayCost(policy, model);
  return [m.threshold_f1()];
}

function sayCapacity(policy: Policy<'capacity'>, { metrics }: Measured): string[] {
  const why = m.threshold_capacity({
    long: formatNumber(policy.longTestsPerShift),
    cars: formatNumber(policy.carsPerShift),
    share: formatPercent(capacityOf(policy)),
  });
  if (!metrics) return [why];
  return [why, m.threshold_capacity_holdout({ share: formatPercent(longTests(metrics) / metrics.cars) })];
}

function sayCost(policy: Policy<'cost'>, { threshold, metrics }: Measured): string[] {
  const why = m.threshold_cost({
    escaped: formatNumber(policy.costEscaped),
    needless: formatNumber(policy.costNeedless),
    threshold: formatPercent(threshold),
  });
  if (!metrics) return [why];
  const { model, allShort, allLong, saved } = costsOf(metrics.confusion, policy);
  return [
    why,
    m.threshold_cost_holdout({
      cars: formatInteger(metrics.cars),
      cost: formatInteger(model),
      short: formatInteger(allShort),
      long: formatInteger(allLong),
    }),
    saved > 0
      ? m.threshold_cost_saved({ saved: formatInteger(saved) })
      : m.threshold_cost_nothing({ more: formatInteger(-saved) }),
  ];
}
