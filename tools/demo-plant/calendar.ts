const DAY = 86_400_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

/**
 * Plant time in milliseconds, local clock without a zone (arithmetic as if UTC). The plant works in three shifts from
 * Monday to Saturday; Sundays stand still. `at` turns working time since the start into clock time.
 */
export class Calendar {
  readonly start: number;
  readonly end: number;
  private readonly days: number[] = [];

  constructor(start: string, months: number) {
    this.start = Date.parse(`${start}T00:00:00Z`);
    this.end = this.month(months + 1);
    // A fortnight more than the period, so that the youngest cars have time to walk the line.
    for (let day = this.start; day < this.end + 14 * DAY; day += DAY)
      if (new Date(day).getUTCDay() !== 0) this.days.push(day);
  }

  /** First instant of month `k` of the period (1 is the first). */
  month(k: number): number {
    const date = new Date(this.start);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + k - 1, date.getUTCDate());
  }

  /** Working milliseconds within the period. */
  get working(): number {
    return this.days.filter((day) => day < this.end).length * DAY;
  }

  at(working: number): number {
    const day = Math.min(this.days.length - 1, Math.floor(working / DAY));
    return (this.days[day] as number) + Math.round(working - day * DAY);
  }
}

/** 0 early, 1 late, 2 night. */
export const shiftAt = (time: number): number => {
  const hour = Math.floor((time % DAY) / HOUR);
  return hour < 6 || hour >= 22 ? 2 : hour < 14 ? 0 : 1;
};
