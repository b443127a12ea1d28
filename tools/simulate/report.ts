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

/** How each ranks the cars, by the truth. */
export const rankingRows = (months: readonly MonthFigures[]): Rows => ({
  head: [
    'month',
    'cars',
    'failing',
    'best',
    'first model',
    'by the verdict',
    'difference',
    'newest model',
    'difference',
  ],
  rows: months.map(({ month, cars, failures, best, first, retrained, difference, newest, gain }) => [
    month,
    String(cars),
    String(failures),
    share(best),
    share(first.rocAuc.value),
    share(retrained.rocAuc.value),
    surely(difference.rocAuc),
    share(newest.rocAuc.value),
    surely(gain.rocAuc),
  ]),
});

/** What the same number of long tests catches, and PR AUC, by the truth. */
export const caughtRows = (months: readonly MonthFigures[]): Rows => ({
  head: [
    'month',
    'caught by the first',
    'by the verdict',
    'by the newest',
    'difference',
    'PR AUC first',
    'verdict',
    'newest',
  ],
  rows: months.map(({ month, first, retrained, newest, gain }) => [
    month,
    percent(first.recall.value ?? undefined),
    percent(retrained.recall.value ?? undefined),
    percent(newest.recall.value ?? undefined),
    surely(gain.recall),
    share(first.prAuc.value),
    share(retrained.prAuc.value),
    share(newest.prAuc.value),
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

/** Alarms of one day are one line, and so are the datasets of a month that were accepted. */
export function happeningRows(happenings: readonly Happening[]): Rows {
  const rows = new Map<string, string[]>();
  const add = (when: string, text: string) => rows.set(when, [...(rows.get(when) ?? []), text]);
  const alarms = Map.groupBy(
    happenings.filter(({ kind }) => kind === 'alarm'),
    ({ day }) => day,
  );
  for (const [day, raised] of alarms) {
    const [some, more] = [
      raised
        .slice(0, 4)
        .map(({ text }) => text)
        .join(', '),
      raised.length - 4,
    ];
    add(day, `${raised.length === 1 ? 'alarm' : 'alarms'}: ${some}${more > 0 ? ` and ${more} more` : ''}`);
  }
  for (const { day, kind, text } of happenings)
    if (kind !== 'alarm' && kind !== 'accepted') add(day, `${kind.replace('_', ' ')}: ${text}`);
  const accepted = Map.groupBy(
    happenings.filter(({ kind }) => kind === 'accepted'),
    ({ day }) => day.slice(0, 7),
  );
  for (const [month, datasets] of accepted)
    add(month, `accepted: ${datasets.length} datasets that needed a look`);
  return {
    head: ['day', 'what happened'],
    rows: [...rows]
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([day, texts]) => texts.map((text) => [day, text])),
  };
}

export const asText = ({ head, rows }: Rows): string => table(head, rows);

export const asMarkdown = ({ head, rows }: Rows): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
