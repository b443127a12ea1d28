import { Calendar, HOUR } from './calendar.ts';
import { CarMaker } from './car.ts';
import type { Settings } from './options.ts';
import { calibrate, drawLabels } from './truth.ts';

/** What the first walk over all cars settles: arrays by car number, a few dozen bytes a car. */
export interface Plan {
  calendar: Calendar;
  maker: CarMaker;
  /** Cars that have entered the line when the files are exported: numbers 0 to cars - 1. */
  cars: number;
  /** The moment of the export; no row is later. */
  exportedAt: number;
  changed: Uint8Array;
  probability: Float64Array;
  failed: Uint8Array;
  /** Out of the road test at the export, so that the label is known. */
  tested: Uint8Array;
}

export function makePlan(settings: Settings): Plan {
  const calendar = new Calendar(settings.start, settings.months);
  const maker = new CarMaker(settings, calendar);
  const n = settings.cars;
  const risk = new Float64Array(n);
  const changed = new Uint8Array(n);
  const entered = new Float64Array(n);
  const left = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const car = maker.make(i);
    risk[i] = car.risk;
    changed[i] = car.changed ? 1 : 0;
    entered[i] = car.walk.at['R750'];
    left[i] = car.walk.at['M720'];
  }
  const exportedAt = (entered[n - 1] ?? 0) + 2 * HOUR;
  const cars = entered.findLastIndex((at) => at <= exportedAt) + 1;
  const probability = new Float64Array(n);
  // Before and after are calibrated apart: the change alters what matters, hardly how often cars fail.
  for (const side of [0, 1]) {
    const of = [...changed.keys()].filter((i) => changed[i] === side);
    calibrate(Float64Array.from(of, (i) => risk[i] as number)).forEach(
      (p, k) => (probability[of[k] as number] = p),
    );
  }
  const failed = drawLabels(probability, settings.seed);
  const tested = Uint8Array.from(left, (at) => (at <= exportedAt ? 1 : 0));
  return { calendar, maker, cars, exportedAt, changed, probability, failed, tested };
}
