import { Random } from './random.ts';
import { ENGINES, ENGINE_SHARES } from './vocabulary.ts';

const HOUR = 3_600_000;

/**
 * One car: what can be seen of it before the road test, which is what its risk is made of.
 * The road test fails with a chance that is logistic in `riskScore`; nothing hidden adds to it but the draw itself.
 */
export interface Car {
  index: number;
  knr: string;
  color: number;
  engine: string;
  /** First status point, ms of plant time. */
  startedAt: number;
  afterChange: boolean;
  /** Failures found at ZP7. */
  failuresZp7: number;
  /** Electrical tests (group 718) not ok. */
  electricalNotOk: number;
  /** True deviation of the car's tightening, in standard deviations. */
  torque: number;
  /** What the tightening station writes: after the change it is out of adjustment. */
  torqueShown: number;
  /** Status points passed again. */
  loops: number;
  /** Carries the new supplier's part and shows its failure. */
  supplierFailure: boolean;
}

/** The station's error after the change, in standard deviations of the cars' own torque. */
export const STATION_SHIFT = 1.6;

/** A car is a function of (seed, index): it can be made twice, for its risk and for its rows, without being kept. */
export function makeCar(options: {
  seed: number;
  index: number;
  startedAt: number;
  changeAt: number;
  year: number;
}): { car: Car; random: Random } {
  const random = new Random(options.seed * 1_000_003 + options.index * 7919 + 1);
  const afterChange = options.startedAt + 30 * HOUR >= options.changeAt;
  let u = random.next();
  let engine = 0;
  while (engine < ENGINE_SHARES.length - 1 && u >= ENGINE_SHARES[engine]!) u -= ENGINE_SHARES[engine++]!;
  const torque = random.normal();
  // Bad shifts make more of everything: about every ninth block of 40 cars.
  const badShift = new Random(options.seed + Math.floor(options.index / 40) * 31).next() < 0.11 ? 1.7 : 1;
  const car: Car = {
    index: options.index,
    knr: `${options.year}-${String(1_700_000 + options.index * 3 + random.int(3)).padStart(7, '0')}`,
    color: random.int(13),
    engine: ENGINES[engine]!,
    startedAt: options.startedAt,
    afterChange,
    failuresZp7: random.poisson(1.1 * badShift),
    electricalNotOk: random.poisson(0.8 * badShift),
    torque,
    torqueShown: torque + (afterChange ? STATION_SHIFT : 0),
    loops: random.poisson(0.35 * badShift),
    supplierFailure: afterChange && random.next() < 0.14,
  };
  return { car, random };
}

/** What the road test's risk is made of, before slope and intercept are set to the plant's rate. */
export function riskScore(car: Car): number {
  const diesel = car.engine === 'DRP';
  return (
    0.55 * Math.min(car.failuresZp7, 5) +
    (car.electricalNotOk >= 2 ? 1.1 : 0) +
    0.85 * Math.max(0, car.torque) +
    0.6 * Math.min(car.loops, 3) +
    (diesel ? 0.5 : 0) +
    (diesel && car.electricalNotOk >= 1 ? 0.6 : 0) +
    (car.supplierFailure ? 1.9 : 0)
  );
}
