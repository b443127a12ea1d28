import type { COMPARED_METRICS } from '$shared/contracts/evaluate.ts';
import type { Metrics } from '$shared/metrics/evaluate.ts';
import { formatPercent, formatScore } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';

export interface MetricLine {
  key: 'precision' | 'recall' | 'f1' | 'rocAuc' | 'prAuc' | 'brier' | 'accuracy';
  label: () => string;
  hint: () => string;
  format: (value: number | null) => string;
  higherIsBetter: boolean;
}

/** The metrics in the order in which they are shown; accuracy last, because it flatters an empty model. */
export const METRICS: readonly MetricLine[] = [
  {
    key: 'precision',
    label: m.metric_precision,
    hint: m.hint_precision,
    format: formatPercent,
    higherIsBetter: true,
  },
  { key: 'recall', label: m.metric_recall, hint: m.hint_recall, format: formatPercent, higherIsBetter: true },
  { key: 'f1', label: m.metric_f1, hint: m.hint_f1, format: formatScore, higherIsBetter: true },
  { key: 'rocAuc', label: m.metric_roc_auc, hint: m.hint_roc_auc, format: formatScore, higherIsBetter: true },
  { key: 'prAuc', label: m.metric_pr_auc, hint: m.hint_pr_auc, format: formatScore, higherIsBetter: true },
  { key: 'brier', label: m.metric_brier, hint: m.hint_brier, format: formatScore, higherIsBetter: false },
  {
    key: 'accuracy',
    label: m.metric_accuracy,
    hint: m.hint_accuracy,
    format: formatPercent,
    higherIsBetter: true,
  },
];

/** Not among those of a list of models: a file registered from elsewhere seldom has it. */
const CALIBRATION = {
  key: 'expectedCalibrationError',
  label: m.metric_calibration,
  hint: m.hint_calibration,
  format: formatScore,
  higherIsBetter: false,
} as const;

/** How a metric of a comparison is shown. */
export function comparedLine(
  metric: (typeof COMPARED_METRICS)[number],
): Omit<MetricLine, 'key'> & { key: MetricLine['key'] | typeof CALIBRATION.key } {
  return METRICS.find(({ key }) => key === metric) ?? CALIBRATION;
}

/** Which of two figures is better: 1 the first, -1 the second, 0 neither (equal or missing). */
export function compareMetric(
  line: Pick<MetricLine, 'higherIsBetter'>,
  a: number | null,
  b: number | null,
): -1 | 0 | 1 {
  if (a === null || b === null || a === b) return 0;
  return a > b === line.higherIsBetter ? 1 : -1;
}

export const longTests = (metrics: Metrics): number => metrics.confusion.tp + metrics.confusion.fp;
