import type { DateOrder } from '$shared/contracts/datasets.ts';

/** The date that a text such as `3/4/2024 10:00` means in each order, `YYYY-MM-DD`; null where it means none. */
export function readBothWays(text: string): Record<DateOrder, string | null> {
  const found = /(\d{1,2})\D(\d{1,2})\D(\d{4}|\d{2})/.exec(text);
  const [, first = '', second = '', year = ''] = found ?? [];
  return { day_first: dateOf(year, second, first), month_first: dateOf(year, first, second) };
}

function dateOf(year: string, month: string, day: string): string | null {
  const full = year.length === 2 ? `20${year}` : year;
  const iso = `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : null;
}
