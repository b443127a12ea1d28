import type { Calendar } from './calendar.ts';
import { walkLine, type Walk } from './line-walk.ts';
import { COLOURS, drawQuality, pickEngine, Stations, type Engine, type Quality } from './quality.ts';
import { Random, STREAM } from './random.ts';
import { riskScore } from './risk.ts';
import type { Settings } from './options.ts';

/** Failures a car has on average at each place, at usual quality, and the area that drives them. */
export const PLACES = [
  { halle: 'ZP5', mean: 1.15, area: 'paint' },
  { halle: 'ZP5A', mean: 0.75, area: 'paint' },
  { halle: 'ZP61', mean: 1.15, area: 'electrics' },
  { halle: 'ZP6', mean: 0.75, area: 'tightening' },
  { halle: 'ZP6 / ZP62', mean: 0.25, area: 'tightening' },
  { halle: 'ZP62', mean: 0.4, area: 'fluids' },
  { halle: 'CAB', mean: 0.75, area: 'paint' },
  { halle: 'ZP7', mean: 1.3, area: 'tightening' },
  { halle: 'OTHER', mean: 0.45, area: 'fluids' },
] as const satisfies readonly { halle: string; mean: number; area: keyof Quality }[];

/** The newest cars stand in front of the road test when the files are exported, so that there is a car to predict for. */
export const WAITING = 40;
const LATER = 400 * 86_400_000;

/** Everything about a car that is settled before its rows are written. */
export interface Car {
  index: number;
  knr: string;
  engine: Engine;
  colour: string;
  quality: Quality;
  walk: Walk;
  /** Built after the change. */
  changed: boolean;
  /** Failures per place, in the order of PLACES. */
  failures: number[];
  /** Failures of the new supplier's part. */
  supplier: number;
  /** Times that a point of the line was passed again. */
  loops: number;
  /** Not-ok results before the road test. */
  notOk: { machines: number; tightening: number; electrical: number };
  /** Mean torque deviation, in units of the car-to-car spread. */
  torque: number;
  /** Risk before scaling: the calibrated log odds are `scale * risk + intercept`. */
  risk: number;
}

/** Makes cars by number, each from a random stream of its own: any car can be made again without the others. */
export class CarMaker {
  private readonly settings: Settings;
  private readonly calendar: Calendar;
  private readonly stations: Stations;
  private readonly changeAt: number;

  constructor(settings: Settings, calendar: Calendar) {
    this.settings = settings;
    this.calendar = calendar;
    this.stations = new Stations(settings.seed);
    this.changeAt = settings.changeMonth > 0 ? calendar.month(settings.changeMonth) : Infinity;
  }

  make(index: number): Car {
    const random = new Random(this.settings.seed, STREAM.car, index);
    const pace = this.calendar.working / this.settings.cars;
    const from = (index + 0.8 * random.next()) * pace;
    const time = this.calendar.at(from);
    const engine = pickEngine(random);
    const colour = random.pick(COLOURS);
    const quality = drawQuality(this.stations, random, time, engine, colour);
    const walk = walkLine(this.calendar, random, from, quality.fluids);
    if (index >= this.settings.cars - WAITING)
      for (const p of ['M710', 'M720', 'M800'] as const) walk.at[p] += LATER;
    const changed = time >= this.changeAt;
    const failures = PLACES.map(({ mean, area }) => random.poisson(mean * Math.exp(0.55 * quality[area])));
    const supplier = random.poisson((changed ? 0.6 : 0.02) * Math.exp(0.3 * quality.electrics));
    const loops = random.poisson(0.22 * Math.exp(0.6 * quality.tightening));
    const notOk = {
      machines: random.poisson(1.2 * Math.exp(0.5 * quality.fluids)),
      tightening: random.poisson(2.2 * Math.exp(0.4 * quality.tightening)),
      electrical: random.poisson(2.8 * Math.exp(0.6 * quality.electrics)),
    };
    // The station out of adjustment tightens too far after the change.
    const torque = random.normal() - 0.2 * quality.tightening + (changed ? 1.2 : 0);
    const car: Car = {
      index,
      knr: knrOf(index, time),
      engine,
      colour,
      quality,
      walk,
      changed,
      failures,
      supplier,
      loops,
      notOk,
      torque,
      risk: 0,
    };
    car.risk = riskScore(car);
    return car;
  }
}

export const knrOf = (index: number, time: number): string =>
  `${new Date(time).getUTCFullYear()}-${1_000_000 + index * 7 + ((index * 5) % 7)}`;
