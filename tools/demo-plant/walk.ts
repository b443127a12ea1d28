import type { Car } from './car.ts';
import type { Random } from './random.ts';

const HOUR = 3_600_000;

/** Status points in the order of the line, with the hours after the first one. */
const POINTS: readonly [code: string, hours: number][] = [
  ['A600', 0],
  ['R600', 4],
  ['R750', 8],
  ['G620', 18],
  ['L540', 22],
  ['G700', 28],
  ['M600', 34],
  ['M644', 36],
  ['M620', 38],
  ['M700', 44],
  ['M710', 50],
  ['M720', 52],
  ['M800', 57],
];
/** Points that a car with a defect passes again. */
const REPEATED = ['G700', 'M600', 'M644', 'M700'];

export interface Walk {
  points: { code: string; at: number }[];
  /** When each code was first passed. */
  first: Map<string, number>;
  enteredAt: number;
  leftAt: number;
}

/** A car's way along the line. Loops happen before the road test and delay what follows by one to three hours each. */
export function walkTheLine(car: Car, random: Random): Walk {
  const loopsAt = new Map<string, number>();
  for (let i = 0; i < car.loops; i++) {
    const code = random.pick(REPEATED);
    loopsAt.set(code, (loopsAt.get(code) ?? 0) + 1);
  }
  const points: Walk['points'] = [];
  const first = new Map<string, number>();
  let delay = 0;
  for (const [code, hours] of POINTS) {
    const jitter = random.between(-0.4, 0.4);
    const at = Math.round(car.startedAt + (hours + jitter) * HOUR + delay);
    points.push({ code, at });
    first.set(code, at);
    for (let n = loopsAt.get(code) ?? 0; n > 0; n--) {
      delay += random.between(1, 3) * HOUR;
      points.push({ code, at: Math.round(car.startedAt + (hours + jitter) * HOUR + delay) });
    }
  }
  return { points, first, enteredAt: first.get('M710')!, leftAt: first.get('M720')! };
}
