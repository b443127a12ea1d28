/** A measured value as a person would say it: 0.24, 1.4, 25.7, 1,340. */
export function sayNumber(value: number, locale: string): string {
  const size = Math.abs(value);
  const digits = size < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: size < 100 ? 1 : 0 };
  return new Intl.NumberFormat(locale, digits).format(value);
}
