import { getLocale } from '$lib/paraglide/runtime.js';
import { sayNumber } from './say-number.ts';

/** The signs of a missing figure. */
export const NONE = '–';

export function formatInteger(value: number | null | undefined, locale: string = getLocale()): string {
  return value == null ? NONE : new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** Metrics without a unit (ROC AUC, Brier): three digits. */
export function formatScore(value: number | null | undefined, locale: string = getLocale()): string {
  return value == null
    ? NONE
    : new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(value);
}

/** A log-loss: trials differ in the fourth digit. */
export function formatLoss(value: number | null | undefined, locale: string = getLocale()): string {
  return value == null
    ? NONE
    : new Intl.NumberFormat(locale, { minimumFractionDigits: 4, maximumFractionDigits: 4 }).format(value);
}

/** A share between 0 and 1 as per cent with one digit. */
export function formatPercent(value: number | null | undefined, locale: string = getLocale()): string {
  return value == null
    ? NONE
    : new Intl.NumberFormat(locale, {
        style: 'percent',
        minimumFractionDigits: 1,
        maximumFractionDigits: 1,
      }).format(value);
}

/** A threshold: the neighbours on a capacity curve differ in the second digit. */
export function formatThreshold(value: number | null | undefined, locale: string = getLocale()): string {
  return value == null
    ? NONE
    : new Intl.NumberFormat(locale, {
        style: 'percent',
        minimumFractionDigits: 1,
        maximumFractionDigits: 2,
      }).format(value);
}

/** A p-value in a column of them: "0.004", "< 0.001". None is ever nought. */
export function formatPBare(value: number | null | undefined, locale: string = getLocale()): string {
  return value != null && value < 0.001 ? `< ${formatScore(0.001, locale)}` : formatScore(value, locale);
}

/** A p-value as it is written in a sentence: "p = 0.004", "p < 0.001". */
export function formatPValue(value: number | null | undefined, locale: string = getLocale()): string {
  if (value == null) return NONE;
  const bare = formatPBare(value, locale);
  return value < 0.001 ? `p ${bare}` : `p = ${bare}`;
}

/** A difference of two scores with its sign: three digits, as the scores have. */
export function formatScoreDifference(value: number, locale: string = getLocale()): string {
  return new Intl.NumberFormat(locale, {
    signDisplay: 'exceptZero',
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
  }).format(value);
}

/** A progress between 0 and 1 in whole per cent, never 100 before the end. */
export function formatProgress(value: number, locale: string = getLocale()): string {
  return new Intl.NumberFormat(locale, { style: 'percent', roundingMode: 'floor' }).format(value);
}

export function formatNumber(value: number | null | undefined, locale: string = getLocale()): string {
  return value == null ? NONE : sayNumber(value, locale);
}

/** A change of a share in percentage points, with its sign. */
export function formatPoints(value: number, locale: string = getLocale()): string {
  return new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 1 }).format(
    value * 100,
  );
}

/** A measured value with its sign. */
export function formatSigned(value: number, locale: string = getLocale()): string {
  return new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumSignificantDigits: 2 }).format(
    value,
  );
}

/** Bytes in the unit that a person would choose. */
export function formatBytes(bytes: number | null | undefined, locale: string = getLocale()): string {
  if (bytes == null) return NONE;
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step]!,
    // The short form of a byte has no plural in English.
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}

/** Halle's own events (an instant with a zone), in the reader's zone. */
export function formatInstant(iso: string | null | undefined, locale: string = getLocale()): string {
  return iso == null
    ? NONE
    : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

/** How long ago an instant was: "3 hours ago", "now". */
export function formatAge(iso: string, now = Date.now(), locale: string = getLocale()): string {
  const minutes = Math.round((new Date(iso).getTime() - now) / 60_000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return format.format(minutes, 'minute');
  if (Math.abs(minutes) < 48 * 60) return format.format(Math.round(minutes / 60), 'hour');
  return format.format(Math.round(minutes / (24 * 60)), 'day');
}

/** The day of an instant, in the reader's zone. */
export function formatInstantDay(iso: string, locale: string = getLocale()): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(iso));
}

/** An instant of a working day: the time, with its day where that is another one. */
export function formatInstantTime(iso: string, now = new Date(), locale: string = getLocale()): string {
  const at = new Date(iso);
  const today = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(locale, {
    ...(today ? {} : { dateStyle: 'short' as const }),
    timeStyle: 'short',
  }).format(at);
}

/** An instant in a table: all figures, one line. */
export function formatInstantShort(iso: string, locale: string = getLocale()): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' }).format(new Date(iso));
}

/**
 * Plant time has no zone and is shown as it stands on the plant's clock, wherever the reader is: it is read and
 * written as if it were UTC.
 */
export function formatPlantTime(
  time: string | null | undefined,
  part: 'date' | 'time' | 'both' = 'both',
  locale: string = getLocale(),
): string {
  if (time == null) return NONE;
  const bare = time.replace(' ', 'T').replace(/(Z|[+-]\d\d:?\d\d)$/, '');
  const date = new Date(`${bare.length === 10 ? `${bare}T00:00:00` : bare}Z`);
  if (Number.isNaN(date.getTime())) return time;
  return new Intl.DateTimeFormat(locale, {
    ...(part === 'time' ? {} : { dateStyle: 'medium' as const }),
    ...(part === 'date' ? {} : { timeStyle: 'short' as const }),
    timeZone: 'UTC',
  }).format(date);
}
