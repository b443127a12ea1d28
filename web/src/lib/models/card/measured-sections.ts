import { type Interval, wilson } from '$shared/metrics/intervals.ts';
import { formatInteger, formatPercent, NONE } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import { intervalOf } from '../interval-of.ts';
import { METRICS } from '../metric-list.ts';
import type { Section } from './document.ts';
import type { CardSource } from './source.ts';

const sayInterval = (interval: Interval | null, format: (value: number) => string): string =>
  interval ? m.period_range({ from: format(interval.low), to: format(interval.high) }) : NONE;

/** Metrics on the holdout with their intervals, beside the naive rule, and the counts that they come from. */
export function metricsSection({ model }: CardSource): Section {
  const { metrics, baseline } = model;
  const title = m.card_metrics();
  if (!metrics) return { id: 'metrics', title, blocks: [{ kind: 'text', text: m.card_metrics_none() }] };
  const { tp, fp, fn, tn } = metrics.confusion;
  const counts = { cars: formatInteger(metrics.cars), failures: formatInteger(metrics.failures) };
  return {
    id: 'metrics',
    title,
    blocks: [
      { kind: 'text', text: m.card_metrics_text(counts) },
      {
        kind: 'table',
        head: [m.col_metric(), m.col_this_model(), m.card_interval(), ...(baseline ? [m.naive_rule()] : [])],
        rows: METRICS.map((line) => [
          line.label(),
          line.format(metrics[line.key]),
          sayInterval(intervalOf(line.key, metrics), line.format),
          ...(baseline ? [line.format(baseline[line.key])] : []),
        ]),
        numbers: [1, 2, 3],
      },
      { kind: 'text', text: m.card_intervals_note() },
      {
        kind: 'table',
        head: [m.card_counts(), m.decision_long(), m.decision_short()],
        rows: [
          [m.confusion_failed(), formatInteger(tp), formatInteger(fn)],
          [m.confusion_passed(), formatInteger(fp), formatInteger(tn)],
        ],
        numbers: [1, 2],
      },
    ],
  };
}

/** Whether as many cars fail as the probabilities say. */
export function calibrationSection({ model: { metrics } }: CardSource): Section {
  const bins = metrics?.reliability ?? [];
  const title = m.card_calibration();
  if (bins.length === 0)
    return { id: 'calibration', title, blocks: [{ kind: 'text', text: m.card_calibration_none() }] };
  return {
    id: 'calibration',
    title,
    blocks: [
      {
        kind: 'text',
        text: m.card_calibration_error({ error: formatPercent(metrics?.expectedCalibrationError) }),
      },
      {
        kind: 'table',
        head: [m.metric_cars(), m.reliability_predicted(), m.reliability_observed(), m.card_interval()],
        rows: bins.map(({ cars, predicted, observed }) => [
          formatInteger(cars),
          formatPercent(predicted),
          formatPercent(observed),
          sayInterval(wilson(Math.round(observed * cars), cars), formatPercent),
        ]),
        numbers: [0, 1, 2, 3],
      },
    ],
  };
}
