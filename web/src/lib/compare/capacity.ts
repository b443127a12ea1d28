import type { CapacityPoint } from '$shared/contracts/evaluate.ts';

/** What the measured cars were; the figures of a plan are of these. */
interface MeasuredCars {
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
/** What both models do with the same number of long tests. */
export interface Plan {
  /** On the measured cars. */
  longTests: number;
  model: Outcome;
  against: Outcome;
}

/** The point with the number of long tests nearest to `longTests`, the smaller of two. `capacity` ascends, not empty. */
export function pointNear(capacity: readonly CapacityPoint[], longTests: number): CapacityPoint {
  return capacity.reduce((best, point) =>
    Math.abs(point.longTests - longTests) < Math.abs(best.longTests - longTests) ? point : best,
  );
}

/** What a shift's long tests mean on the measured cars, for either model. */
export function planAt(capacity: readonly CapacityPoint[], measured: MeasuredCars, shift: Shift): Plan {
  const point = pointNear(capacity, (shift.longTests / shift.cars) * measured.cars);
  const outcome = ({ caught, threshold }: CapacityPoint['model']): Outcome => ({
    caught,
    escaped: measured.failures - caught,
    needless: point.longTests - caught,
    threshold,
  });
  return { longTests: point.longTests, model: outcome(point.model), against: outcome(point.against) };
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
