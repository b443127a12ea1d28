const DAY = 86_400_000;
const numberOf = (day: string) => Date.parse(`${day}T00:00:00Z`) / DAY;
const dayOf = (number: number) => new Date(number * DAY).toISOString().slice(0, 10);
/** Day 0 was a Thursday; weeks begin on Monday. */
const weekOf = (number: number) => Math.floor((number + 3) / 7);
const weekdayOf = (number: number) => (number + 3) % 7;

/** The share of the rows at either end of a file that does not make its period: a few stray cars or wrong dates. */
const STRAY = 0.05;

export interface DaysWithout {
  /** Days of the period on which the plant usually works. */
  expected: number;
  /** Those of them without a row, `YYYY-MM-DD`, ascending. */
  days: string[];
}

/**
 * Working days without rows among the days that hold the middle nine tenths of a file's rows. Without that margin, three cars of January in an export of May and June would make a hole of four months.
 * @param days The file's days with their rows, ascending.
 * @param worked Days on which the plant worked, as this file and earlier ones of the kind tell.
 */
export function daysWithout(
  days: readonly { day: string; rows: number }[],
  worked: readonly string[],
): DaysWithout {
  if (days.length === 0) return { expected: 0, days: [] };
  const present = new Set(days.map(({ day }) => numberOf(day)));
  const rests = restDays(new Set(worked.map(numberOf)));
  const [from, to] = core(days);
  let expected = 0;
  const missing: string[] = [];
  for (let day = from; day <= to; day++) {
    if (rests.has(weekdayOf(day))) continue;
    expected++;
    if (!present.has(day)) missing.push(dayOf(day));
  }
  return { expected, days: missing };
}

/**
 * Weekdays on which the plant usually rests: not worked in more than half of the weeks with a day of work. Weeks without
 * any (a shutdown, a time between two files) say nothing of weekdays.
 */
function restDays(worked: ReadonlySet<number>): Set<number> {
  const weeks = new Set([...worked].map(weekOf));
  const times = Array.from({ length: 7 }, () => 0);
  for (const day of worked) times[weekdayOf(day)]!++;
  return new Set([0, 1, 2, 3, 4, 5, 6].filter((weekday) => times[weekday]! * 2 < weeks.size));
}

function core(days: readonly { day: string; rows: number }[]): [number, number] {
  const rows = days.reduce((sum, day) => sum + day.rows, 0);
  const reached = (ordered: readonly { day: string; rows: number }[]) => {
    let sum = 0;
    return numberOf(ordered.find((day) => (sum += day.rows) > STRAY * rows)!.day);
  };
  return [reached(days), reached(days.toReversed())];
}
