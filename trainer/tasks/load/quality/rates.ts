import type { Kind } from '../columns.ts';
import type { Bounds } from './bounds.ts';
import type { MonthCounts } from './measure.ts';
import { median } from './median.ts';

export type RateName = 'rows_per_car' | 'not_ok_share' | 'road_test_failures_per_car';

/** What is usual for a rate: the median of the months before, and how far from it is still usual. */
export interface Usual {
  median: number;
  low: number;
  high: number;
}

export interface MonthRate {
  month: string;
  value: number;
  usual: Usual | null;
}

/** Fewer months before say nothing of what is usual. */
const MIN_MONTHS = 3;
/** In fewer days of a month most cars are cut by the file's edges: their rows of the day before are in another file. */
const MIN_DAYS = 6;
/** What makes the median absolute deviation of a normal distribution its standard deviation. */
const MAD_TO_SD = 1.4826;

interface Rate {
  name: RateName;
  of: (counts: Counts) => number;
  /** How many things the rate counts at, for what chance alone does; null where that is not told by a count. */
  at: ((counts: Counts) => number) | null;
  perCar: boolean;
}
type Counts = Pick<MonthCounts, 'cars' | 'rows' | 'notOk' | 'roadTestFailures'>;

const ROWS_PER_CAR: Rate = { name: 'rows_per_car', of: (c) => c.rows / c.cars, at: null, perCar: true };
const RATES: Readonly<Record<Kind, readonly Rate[]>> = {
  failures: [
    ROWS_PER_CAR,
    {
      name: 'road_test_failures_per_car',
      of: (c) => c.roadTestFailures / c.cars,
      at: (c) => c.cars,
      perCar: true,
    },
  ],
  results: [
    ROWS_PER_CAR,
    { name: 'not_ok_share', of: (c) => c.notOk / c.rows, at: (c) => c.rows, perCar: false },
  ],
  status: [ROWS_PER_CAR],
};

/**
 * Each rate of a kind: of the dataset as a whole, and of its months with enough cars, beside the months before.
 * @param before Months of earlier datasets, one entry a month.
 */
export function ratesOf(
  kind: Kind,
  whole: Counts,
  months: readonly MonthCounts[],
  before: readonly MonthCounts[],
  bounds: Bounds,
): { name: RateName; value: number; months: MonthRate[] }[] {
  return RATES[kind].map((rate) => {
    const counts = (month: MonthCounts) =>
      month.cars >= bounds.minCars && (!rate.perCar || month.days.length >= MIN_DAYS);
    const own = months.filter(counts);
    const earlier = before.filter((month) => counts(month) && !own.some((o) => o.month === month.month));
    return {
      name: rate.name,
      value: whole.cars === 0 ? 0 : rate.of(whole),
      months: own.map((month) => ({
        month: month.month,
        value: rate.of(month),
        usual: usualOf(
          rate,
          month,
          [...earlier, ...own].filter((other) => other.month < month.month).map((other) => rate.of(other)),
          bounds,
        ),
      })),
    };
  });
}

/**
 * Median and distance by the median absolute deviation, which a wild month does not move. At the least a share of the
 * median, since a steady plant has a deviation near zero, and three deviations of what chance does to a count.
 */
function usualOf(rate: Rate, month: Counts, values: readonly number[], bounds: Bounds): Usual | null {
  if (values.length < MIN_MONTHS) return null;
  const middle = median(values);
  const deviation = MAD_TO_SD * median(values.map((value) => Math.abs(value - middle)));
  const chance = rate.at === null ? 0 : 3 * Math.sqrt(middle / rate.at(month));
  const far = Math.max(bounds.rateMads * deviation, bounds.rateShare * middle + chance);
  return { median: middle, low: Math.max(0, middle - far), high: middle + far };
}
