import type { Measured } from '$lib/data/evaluate.ts';

/** What the measured cars were; the figures of a plan are of these. */
export interface MeasuredCars {
  cars: number;
  failures: number;
}
/** How many cars come in a shift, and how many of them can get the long test. */
export interface Shift {
  cars: number;
  longTests: number;
}
export interface Outcome {
  caught: number;
  escaped: number;
  needless: number;
  threshold: number;
}
/** What each model catches with a number of long tests. */
export interface Point {
  longTests: number;
  sides: { caught: number; threshold: number }[];
}
/** What each model does with the same number of long tests. */
export interface Plan {
  /** On the measured cars. */
  longTests: number;
  sides: Outcome[];
}

/** The capacity curve of one model or two, from no long test on; empty where it was not measured. */
export function pointsOf({ model, comparison }: Pick<Measured, 'model' | 'comparison'>): Point[] {
  if (comparison)
    return comparison.capacity.map((each) => ({
      longTests: each.longTests,
      sides: [each.model, each.against],
    }));
  return (model.capacity ?? []).map(({ longTests, ...side }) => ({ longTests, sides: [side] }));
}

/** The point with the number of long tests nearest to `longTests`, the smaller of two. `points` ascend, not empty. */
export function pointNear(points: readonly Point[], longTests: number): Point {
  return points.reduce((best, point) =>
    Math.abs(point.longTests - longTests) < Math.abs(best.longTests - longTests) ? point : best,
  );
}

/** What a shift's long tests mean on the measured cars, for each model. */
export function planAt(points: readonly Point[], measured: MeasuredCars, shift: Shift): Plan {
  const point = pointNear(points, (shift.longTests / shift.cars) * measured.cars);
  return {
    longTests: point.longTests,
    sides: point.sides.map(({ caught, threshold }) => ({
      caught,
      escaped: measured.failures - caught,
      needless: point.longTests - caught,
      threshold,
    })),
  };
}

/** A count of the measured cars, as it would be in a shift. */
export const perShift = (count: number, measured: MeasuredCars, shift: Pick<Shift, 'cars'>): number =>
  measured.cars === 0 ? 0 : (count / measured.cars) * shift.cars;

/** The slider's step in long tests a shift: whole ones, but halves or tenths where a shift has few cars. */
export const stepOf = (carsPerShift: number): number =>
  carsPerShift >= 200 ? 1 : carsPerShift >= 50 ? 0.5 : 0.1;

/** As many long tests a shift as the slider can stand at. */
export const onStep = (longTests: number, carsPerShift: number): number => {
  const step = stepOf(carsPerShift);
  const nearest = Math.round(longTests / step) * step;
  // Steps of a tenth have no exact number.
  return Number(Math.min(carsPerShift, Math.max(0, nearest)).toFixed(1));
};
