const FORM = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/;
const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/**
 * Plant time rounded to the nearest second, `YYYY-MM-DDTHH:MM:SS`; null for what is none, has a zone, or lies outside
 * 1990 to 2100.
 */
export function roundedTime(text: string): string | null {
  const parts = FORM.exec(text);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const whole = Date.UTC(year!, month! - 1, day, hour, minute, second);
  // A calendar that has no such day or hour gives another one.
  if (new Date(whole).toISOString().slice(0, 16) !== text.slice(0, 16).replace(' ', 'T')) return null;
  const rounded = whole + ((parts[7] ?? '0')[0]! >= '5' ? 1000 : 0);
  return rounded >= EARLIEST && rounded <= LATEST ? new Date(rounded).toISOString().slice(0, 19) : null;
}
