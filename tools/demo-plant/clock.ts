/** Plant time as ms since 1970 on the plant's own clock; the three ways in which the files write it. */
const two = (n: number) => (n < 10 ? `0${n}` : `${n}`);

/** `2024-05-20 21:31:51.992` */
export function isoWithMilliseconds(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').slice(0, 23);
}

/** `20/5/2024 21:31:52`, day first. */
export function dayFirst(at: number): string {
  const d = new Date(Math.round(at / 1000) * 1000);
  return `${d.getUTCDate()}/${d.getUTCMonth() + 1}/${d.getUTCFullYear()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

/** Days since 1899-12-30, as Excel keeps a date. */
export function excelSerial(at: number): number {
  return at / 86_400_000 + 25_569;
}
