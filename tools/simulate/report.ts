import { table } from '../bench/load-figures.ts';
import type { Estimate, MonthFigures } from './figures.ts';
import type { Happening } from './happenings.ts';
import type { Told } from './told.ts';

const share = (value: number | null | undefined) =>
  value === null || value === undefined ? '-' : value.toFixed(3);
const signed = (value: number | null) =>
  value === null ? '-' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
const surely = ({ value, interval }: Estimate) =>
  interval ? `${signed(value)} (${signed(interval.low)} to ${signed(interval.high)})` : signed(value);
const percent = (value: number | undefined) => (value === undefined ? '-' : `${(100 * value).toFixed(0)}%`);

export type Rows = { head: string[]; rows: string[][] };

/** Both sides by the truth. */
export const truthRows = (months: readonly MonthFigures[]): Rows => ({
  head: [
    'month',
    'cars',
    'failing',
    'ROC AUC with',
    'without',
    'difference',
    'caught with',
    'without',
    'PR AUC with',
    'without',
    'best',
  ],
  rows: months.map((month) => [
    month.month,
    String(month.cars),
    String(month.failures),
    share(month.retrained.rocAuc.value),
    share(month.first.rocAuc.value),
    surely(month.difference.rocAuc),
    percent(month.retrained.recall.value ?? undefined),
    percent(month.first.recall.value ?? undefined),
    share(month.retrained.prAuc.value),
    share(month.first.prAuc.value),
    share(month.best),
  ]),
});

/** What the product tells of the model in use, beside the truth. */
export const toldRows = (told: readonly Told[]): Rows => ({
  head: [
    'month',
    'long tests',
    'caught, by labels',
    'by the audit lane',
    'by the truth',
    'escapes in the lane',
  ],
  rows: told.map(({ month, longTests, byLabels, byAudit, byTruth }) => [
    month,
    percent(longTests),
    percent(byLabels?.value),
    byAudit?.recall
      ? `${percent(byAudit.recall.value)} (${percent(byAudit.recall.interval.low)} to ${percent(byAudit.recall.interval.high)})`
      : '-',
    percent(byTruth?.value),
    byAudit ? `${byAudit.escapes.of} of ${byAudit.escapes.cars}` : '-',
  ]),
});

/** Alarms of one day are one line. */
export function happeningRows(happenings: readonly Happening[]): Rows {
  const days = new Map<string, string[]>();
  const alarms = new Map<string, string[]>();
  for (const { day, kind, text } of happenings) {
    if (kind === 'alarm') alarms.set(day, [...(alarms.get(day) ?? []), text]);
    else days.set(day, [...(days.get(day) ?? []), `${kind.replace('_', ' ')}: ${text}`]);
  }
  for (const [day, features] of alarms) {
    const some =
      features.length > 4
        ? `${features.slice(0, 4).join(', ')} and ${features.length - 4} more`
        : features.join(', ');
    days.set(day, [`${features.length === 1 ? 'alarm' : 'alarms'}: ${some}`, ...(days.get(day) ?? [])]);
  }
  return {
    head: ['day', 'what happened'],
    rows: [...days]
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([day, texts]) => texts.map((text) => [day, text])),
  };
}

export const asText = ({ head, rows }: Rows): string => table(head, rows);

export const asMarkdown = ({ head, rows }: Rows): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
