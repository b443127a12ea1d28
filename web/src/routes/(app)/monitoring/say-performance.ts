import type { Performance } from '$shared/contracts/performance.ts';
import type { Interval } from '$shared/metrics/intervals.ts';
import { formatInteger, formatPercent, formatPlantTime, NONE } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import { mondayOf, type Measure, type Measured } from './series.ts';

export const sayMeasure = (measure: Measure): { title: string; text: string } =>
  ({
    precision: { title: m.metric_precision(), text: m.monitoring_precision_text() },
    recall: { title: m.metric_recall(), text: m.monitoring_recall_text() },
    escapes: { title: m.monitoring_escapes(), text: m.monitoring_escapes_text() },
    long: { title: m.monitoring_long(), text: m.monitoring_long_text() },
  })[measure];

/** A week by its Monday, a block by its last car. */
export const sayPeriod = (by: Performance['by'], period: number): string =>
  by === 'week' ? formatPlantTime(mondayOf(period), 'date') : formatInteger((period + 1) * 1000);

export const sayInterval = ({ low, high }: Interval): string =>
  m.monitoring_interval({ low: formatPercent(low), high: formatPercent(high) });

/** A share with its interval, or "3 of 5" where too little is known for one. */
export function sayRealised({ realised, enough }: Measured): string {
  if (realised === null) return NONE;
  const { of, cars, value, interval } = realised;
  if (!enough) return m.monitoring_count_of({ of: formatInteger(of), cars: formatInteger(cars) });
  return `${formatPercent(value)} (${sayInterval(interval)})`;
}

export const sayValue = (value: { value: number; interval: Interval } | null): string =>
  value === null ? NONE : `${formatPercent(value.value)} (${sayInterval(value.interval)})`;
