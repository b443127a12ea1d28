const pad = (n: number) => String(n).padStart(2, '0');

/** The day that many days from now, here, as a date field has it. */
export function dayAfter(days: number, now = new Date()): string {
  const then = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  return `${then.getFullYear()}-${pad(then.getMonth() + 1)}-${pad(then.getDate())}`;
}

/** The last second of a day here: a key works on its last day. */
export function endOf(day: string): Date {
  return new Date(`${day}T23:59:59`);
}
