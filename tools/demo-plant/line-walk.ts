import { MINUTE, type Calendar } from './calendar.ts';
import type { Random } from './random.ts';

/** The points that place a car, in the order of the walk, with the usual working minutes since the one before. */
export const WALK = ['R750', 'L540', 'G700', 'M600', 'M620', 'M700', 'M710', 'M720', 'M800'] as const;
export type Point = (typeof WALK)[number];
const MINUTES: Record<Point, number> = {
  R750: 0,
  L540: 150,
  G700: 210,
  M600: 180,
  M620: 150,
  M700: 120,
  M710: 480,
  M720: 45,
  M800: 90,
};

export interface Walk {
  /** Clock time in ms, whole seconds. */
  at: Record<Point, number>;
  /** Log of the time from CAB to ZP7 over the usual: 0 is usual. */
  wait: number;
}

/** One car's way along the line. `slow` stretches the leg from CAB to ZP7; `from` is working time in ms. */
export function walkLine(calendar: Calendar, random: Random, from: number, slow: number): Walk {
  const at = {} as Walk['at'];
  const wait = 0.3 * slow + 0.35 * random.normal();
  let working = from;
  for (const point of WALK) {
    const usual = MINUTES[point];
    const stretch = point === 'M700' ? Math.exp(wait) : Math.exp(0.2 * random.normal());
    working += usual * MINUTE * Math.max(0.5, stretch);
    at[point] = Math.floor(calendar.at(working) / 1000) * 1000;
  }
  return { at, wait };
}
