import { areasOf, runsOf } from '../../shared/comparison/areas.ts';
import { resamplesFor } from '../../shared/comparison/bootstrap.ts';
import { ordersOf, scoredOf } from '../../shared/comparison/order.ts';
import { draw, percentiles } from '../../shared/comparison/resample.ts';
import type { Interval } from '../../shared/metrics/intervals.ts';
import { prAuc, rocAuc } from '../../shared/metrics/ranking.ts';

/** What is said of a car by each side, and what it is. */
export interface Judged {
  month: string;
  retrained: number;
  first: number;
  /** Of the newest model, whatever its verdict. */
  newest: number;
  /** The generator's own probability: nobody can know more before the test. */
  best: number;
  failed: boolean;
}

export interface Estimate {
  value: number | null;
  /** 95%, of cars drawn with replacement. */
  interval: Interval | null;
}
const METRICS = ['rocAuc', 'prAuc', 'recall'] as const;
type Metric = (typeof METRICS)[number];
export type Side = Record<Metric, Estimate>;

export interface MonthFigures {
  month: string;
  cars: number;
  failures: number;
  retrained: Side;
  first: Side;
  newest: Side;
  /** With retraining minus without, on the same drawn cars. */
  difference: Side;
  /** The newest model minus the first one. */
  gain: Side;
  /** ROC AUC of ranking by the true probability. */
  best: number | null;
}

const SIDES = ['retrained', 'first', 'newest'] as const;
const SEED = 1;

/** Figures by month, by the truth. `share`: of the cars of the month that get the long test, those of the highest probability. */
export function figuresByMonth(cars: readonly Judged[], share: number): MonthFigures[] {
  const months = [...new Set(cars.map(({ month }) => month))].sort();
  return months.map((month) =>
    figuresOf(
      month,
      cars.filter((car) => car.month === month),
      share,
    ),
  );
}

export function figuresOf(month: string, cars: readonly Judged[], share: number): MonthFigures {
  const label = cars.map(({ failed }) => (failed ? 1 : 0));
  const failures = label.reduce<number>((sum, each) => sum + each, 0);
  const said = (side: (typeof SIDES)[number]) => Float64Array.from(cars, (car) => car[side]);
  const scored = SIDES.map((side) => scoredOf(said(side), 0));
  const long = Math.round(share * cars.length);
  const sides = ordersOf(scored, cars.length).map((order, i) => {
    const { probability } = scored[i]!;
    const runs = runsOf(probability, label, order, 0);
    const caught = [...order.subarray(0, long)].filter((car) => label[car]);
    const recall = failures === 0 ? null : caught.length / failures;
    const values = { rocAuc: rocAuc(probability, label), prAuc: prAuc(probability, label), recall };
    return { values, runs, caught };
  });
  const drawn = resample(sides, label);
  const side = (i: 0 | 1 | 2): Side =>
    ofMetrics((metric) => estimate(sides[i]!.values[metric], drawn[i]![metric]));
  const lead = (i: 0 | 2): Side =>
    ofMetrics((metric) => {
      const [mine, first] = [sides[i]!.values[metric], sides[1]!.values[metric]];
      const each = drawn[i]![metric].map((value, n) => value - drawn[1]![metric][n]!);
      return estimate(mine === null || first === null ? null : mine - first, each);
    });
  const best = rocAuc(
    Float64Array.from(cars, (car) => car.best),
    label,
  );
  return {
    month,
    cars: cars.length,
    failures,
    retrained: side(0),
    first: side(1),
    newest: side(2),
    difference: lead(0),
    gain: lead(2),
    best,
  };
}

const ofMetrics = <T>(of: (metric: Metric) => T): Record<Metric, T> => ({
  rocAuc: of('rocAuc'),
  prAuc: of('prAuc'),
  recall: of('recall'),
});

const estimate = (value: number | null, drawn: Float64Array): Estimate => ({
  value,
  interval: value === null ? null : percentiles(drawn),
});

/** All sides on the same drawn cars. The long tests stay those of the month as it was. */
function resample(
  sides: readonly { runs: ReturnType<typeof runsOf>; caught: readonly number[] }[],
  label: readonly number[],
): Record<Metric, Float64Array>[] {
  const times = new Uint8Array(label.length);
  const resamples = resamplesFor(label.length);
  const drawn = sides.map(() => ofMetrics(() => new Float64Array(resamples)));
  let state = SEED;
  for (let n = 0; n < resamples; n++) {
    state = draw(times, state);
    sides.forEach(({ runs, caught }, i) => {
      const areas = areasOf(runs, times);
      drawn[i]!.rocAuc[n] = areas.rocAuc;
      drawn[i]!.prAuc[n] = areas.prAuc;
      drawn[i]!.recall[n] = caught.reduce((sum, car) => sum + times[car]!, 0) / areas.failures;
    });
  }
  return drawn;
}
