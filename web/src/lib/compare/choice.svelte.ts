import type { Measured } from '$lib/data/evaluate.ts';
import { longTests } from '$lib/models/metric-list.ts';
import { onStep, planAt, pointNear, pointsOf, type Plan, type Point, type Shift } from './capacity.ts';

/** Where the plant does not say how many cars come in a shift. */
const CARS_PER_SHIFT = 100;

/** How many long tests can be done, as somebody moves a slider, and what each model does with them. */
export class Choice {
  readonly points: readonly Point[];
  readonly measured: Measured['window'];
  cars = $state(CARS_PER_SHIFT);
  longTests = $state(0);
  /** A person has chosen: until then each model has its own threshold. */
  touched = $state(false);
  /** As many of the measured cars as are sent now: by the model that is compared with, or by the only one. */
  readonly #asked: number;

  constructor(answer: Pick<Measured, 'model' | 'comparison' | 'window'>) {
    this.points = pointsOf(answer);
    this.measured = answer.window;
    this.#asked = answer.comparison?.verdict.longTests ?? longTests(answer.model.metrics);
    this.longTests = onStep(this.#share * CARS_PER_SHIFT, CARS_PER_SHIFT);
  }
  get #share(): number {
    return this.#asked / Math.max(1, this.measured.cars);
  }
  get shift(): Shift {
    return { cars: this.cars, longTests: this.longTests };
  }
  readonly plan: Plan | null = $derived.by(() =>
    this.points.length === 0 ? null : planAt(this.points, this.measured, this.shift),
  );
  /** The curve's point of the plan. */
  get point(): Point | null {
    return this.plan && pointNear(this.points, this.plan.longTests);
  }

  /** The plant's own numbers, unless somebody was faster. */
  propose(cars: number, wanted: number | null): void {
    if (this.touched) return;
    this.cars = cars;
    this.longTests = onStep(wanted ?? this.#share * cars, cars);
  }
  choose(wanted: number): void {
    if (Number.isNaN(wanted)) return;
    this.longTests = onStep(wanted, this.cars);
    this.touched = true;
  }
  /** Another number of cars, of which the same share can be tested long. */
  shiftOf(cars: number): void {
    if (!(cars >= 1 && cars <= 100_000)) return;
    const share = this.longTests / this.cars;
    this.cars = cars;
    this.longTests = onStep(share * cars, cars);
  }
  useOwn(): void {
    this.touched = false;
  }
  /** The threshold that a person chose for the first or the second model. */
  threshold(side: number): number | undefined {
    return this.touched ? this.plan?.sides[side]?.threshold : undefined;
  }
}
