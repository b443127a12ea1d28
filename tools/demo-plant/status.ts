import { MINUTE } from './calendar.ts';
import type { Car } from './car.ts';
import { WALK, type Point } from './line-walk.ts';
import { Random, STREAM } from './random.ts';

export const STATUS_COLUMNS = ['KNR', 'STATUS', 'DATA'];
/** Points that may be passed again, when the car goes back for repair. */
const AGAIN: readonly Point[] = ['G700', 'M600', 'M620', 'M700'];
/** 103 codes that say nothing about a place, beside the four that nearly every car has. */
const RARE = Array.from({ length: 103 }, (_, i) => `${'AGLMRSTV'[i % 8]}${101 + i * 7}`);

export interface StatusRow {
  status: string;
  at: number;
}

/** A car's status points in the order of time. */
export function statusRows(car: Car, seed: number): StatusRow[] {
  const random = new Random(seed, STREAM.status, car.index);
  const { at } = car.walk;
  const rows: StatusRow[] = WALK.map((status) => ({ status, at: at[status] }));
  rows.push({ status: 'A600', at: at['R750'] - 1000 * (600 + random.int(6000)) });
  rows.push({ status: 'R600', at: at['R750'] - 1000 * (60 + random.int(500)) });
  if (random.next() < 0.5) rows.push({ status: 'G620', at: at['G700'] - 1000 * (60 + random.int(1000)) });
  if (random.next() < 0.4) rows.push({ status: 'M644', at: at['M620'] + 1000 * (60 + random.int(1000)) });
  if (random.next() < 0.15)
    rows.push({ status: random.pick(RARE), at: at['L540'] + 1000 * (60 + random.int(1000)) });
  for (let loop = 0; loop < car.loops; loop++) {
    const point = random.pick(AGAIN);
    rows.push({ status: point, at: at[point] + 20 * MINUTE + 1000 * random.int(1500) + 1500 * 1000 * loop });
  }
  return rows.sort((a, b) => a.at - b.at);
}
