import type { Concern, QualityReport } from '$shared/contracts/datasets.ts';
import { formatInteger, formatNumber, formatPercent } from '$lib/format/format.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';

type Rate = QualityReport['rates'][number];

const names: Record<Rate['name'], () => string> = {
  rows_per_car: m.rate_rows_per_car,
  not_ok_share: m.rate_not_ok_share,
  road_test_failures_per_car: m.rate_road_test_failures,
  rejected_share: m.rate_rejected_share,
  duplicate_share: m.rate_duplicate_share,
};
const isRate = (name: string): name is Rate['name'] => Object.hasOwn(names, name);

export const sayRateName = (name: Rate['name']): string => names[name]();

const columns: Record<string, string> = {
  model: 'MODELO',
  color: 'COR',
  engine: 'MOTOR',
  station: 'ESTACAO',
  checkpoint: 'HALLE',
  failure: 'FALHA',
  failure_group: 'S_GROUP_ID',
  test_group: 'ID',
};

/** A column by the name that it has in the plant's files; the report has the names of our tables. */
export const sayColumn = (name: string): string => columns[name] ?? name.toUpperCase();

/** A rate in its unit: a share as per cent, road-test failures of a hundred cars, rows a car. */
export function formatRate(name: string, value: number): string {
  if (name.endsWith('_share')) return formatPercent(value);
  return formatNumber(name === 'road_test_failures_per_car' ? value * 100 : value);
}

/** `2024-05-01` as May 2024. */
export const formatMonth = (month: string, locale: string = getLocale()): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month.slice(0, 7)}-01T00:00:00Z`),
  );

/** Why an engineer should look, in a sentence with its figures. */
export function sayConcern({ code, about: named, value, bound, month }: Concern): string {
  const about = named ?? '';
  const column = sayColumn(about);
  const shares = { value: formatPercent(value), bound: formatPercent(bound) };
  if (code === 'blank_share') return m.concern_blank_share({ column, ...shares });
  if (code === 'new_codes') return m.concern_new_codes({ column, ...shares });
  if (code === 'rejected_share') return m.concern_rejected_share(shares);
  if (code === 'days_without')
    return m.concern_days_without({ days: formatInteger(value), bound: formatInteger(bound) });
  const rate = {
    rate: isRate(about) ? sayRateName(about) : about,
    value: formatRate(about, value),
    bound: formatRate(about, bound),
  };
  return month ? m.concern_rate_month({ ...rate, month: formatMonth(month) }) : m.concern_rate(rate);
}
