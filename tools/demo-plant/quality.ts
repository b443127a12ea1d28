import { shiftAt } from './calendar.ts';
import { Random, STREAM } from './random.ts';

/** Latent trouble of a car per area; 0 is usual, 1 is one standard deviation worse. Never written to a file. */
export interface Quality {
  paint: number;
  electrics: number;
  tightening: number;
  fluids: number;
}

export const ENGINES = ['DHS', 'CWL', 'CWS', 'DRP', 'DSN', ''] as const;
export type Engine = (typeof ENGINES)[number];
const ENGINE_SHARE = [0.4, 0.22, 0.16, 0.13, 0.07, 0.02];
export const COLOURS = [
  'K2K2',
  '2R2R',
  '0Q0Q',
  '6UA1',
  'B4B4',
  '5T5T',
  'A1A1',
  'P8P8',
  '2T2T',
  'H7H7',
  'D8D8',
  'L5L5',
  'X3X3',
] as const;

export function pickEngine(random: Random): Engine {
  let left = random.next();
  for (let i = 0; i < ENGINES.length; i++)
    if ((left -= ENGINE_SHARE[i] as number) < 0) return ENGINES[i] as Engine;
  return 'DHS';
}

const WEEK = 7 * 86_400_000;

/** Station states: each area has a good or bad week, the same for all cars of that week. */
export class Stations {
  private readonly seed: number;
  private readonly weeks = new Map<number, Quality>();

  constructor(seed: number) {
    this.seed = seed;
  }

  at(time: number): Quality {
    const week = Math.floor(time / WEEK);
    let state = this.weeks.get(week);
    if (!state) {
      const random = new Random(this.seed, STREAM.station, week);
      const one = () => 0.25 * random.normal();
      state = { paint: one(), electrics: one(), tightening: one(), fluids: one() };
      this.weeks.set(week, state);
    }
    return state;
  }
}

/** Slow drift over the year, the week's station state, the shift, engine and colour, and the car itself. */
export function drawQuality(
  stations: Stations,
  random: Random,
  time: number,
  engine: Engine,
  colour: string,
): Quality {
  const state = stations.at(time);
  const drift = 0.15 * Math.sin((2 * Math.PI * time) / (26 * WEEK));
  const night = shiftAt(time) === 2 ? 0.15 : 0;
  const dark = colour === '2T2T' || colour === 'A1A1' ? 0.4 : 0;
  return {
    paint: 0.8 * random.normal() + state.paint + drift + dark,
    electrics: 0.85 * random.normal() + state.electrics + (engine === 'DRP' ? 0.25 : 0),
    tightening: 0.9 * random.normal() + state.tightening + night,
    fluids: 0.8 * random.normal() + state.fluids - drift,
  };
}
