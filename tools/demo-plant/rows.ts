import type { Car } from './car.ts';
import type { Random } from './random.ts';
import { DEFECT_COUNT, failureText, GROUPS, PART_COUNT, SUPPLIER_FAILURE, TESTS } from './vocabulary.ts';
import type { Walk } from './walk.ts';

const MINUTE = 60_000;

export interface FailureRow {
  checkpoint: string;
  station: string;
  text: string;
  group: string;
  user: string;
  at: number;
}

/** Checkpoint as the file writes it, the status point it lies at, failures a car on average. */
const PLACES: readonly [halle: string, point: string, mean: number][] = [
  ['ZP5 ', 'R750', 1.6],
  ['ZP5A', 'L540', 0.9],
  ['ZP61', 'G700', 1.1],
  ['ZP6 / ZP62', 'M600', 0.5],
  ['ZP6', 'M600', 1.2],
  ['ZP62', 'M600', 0.4],
  ['CAB', 'M620', 0.5],
  ['ESPC', 'M644', 0.2],
  ['', 'M644', 0.15],
  ['BUY', 'G620', 0.1],
];

/** Failures found along the line; those at ROD, AGUA and ZP8 are stamped after the road-test entry and tell its outcome. */
export function failureRows(car: Car, walk: Walk, failed: boolean, random: Random): FailureRow[] {
  const rows: FailureRow[] = [];
  const add = (checkpoint: string, from: number, text?: string, group?: string) =>
    rows.push({
      checkpoint,
      station: `EST${100 + random.int(40)}`,
      text: text ?? failureText(random.int(PART_COUNT), random.int(9), random.int(DEFECT_COUNT)),
      group: group ?? random.pick(GROUPS),
      user: `U${10_000 + random.int(400)}`,
      at: from + Math.round(random.between(1, 25) * MINUTE),
    });
  for (const [halle, point, mean] of PLACES) {
    for (let n = random.poisson(mean); n > 0; n--) add(halle, walk.first.get(point)!);
  }
  for (let n = car.failuresZp7; n > 0; n--) add('ZP7 ', walk.first.get('M700')!);
  if (car.supplierFailure) add('ZP61', walk.first.get('G700')!, SUPPLIER_FAILURE, '137');
  if (failed) {
    for (let n = 1 + random.int(3); n > 0; n--) add('ROD', walk.enteredAt);
    if (random.next() < 0.5) add('AGUA', walk.leftAt);
  }
  if (random.next() < (failed ? 0.6 : 0.1)) add('ZP8', walk.first.get('M800')!);
  return rows;
}

/** Where a car's tests are made, and after which status point. The last session is after the road test: it leaks. */
const SESSIONS: readonly [point: string, from: number, to: number][] = [
  ['G700', 0, 250],
  ['M600', 0, 250],
  ['M700', 0, 250],
  ['M800', 130, 230],
];

export interface ResultSink {
  (test: number, status: 10 | 13, value: number, at: number): void;
}

/** 850 results: every test three times before the road test and the electrical ones of a hundred once more after it. */
export function resultRows(car: Car, walk: Walk, failed: boolean, random: Random, row: ResultSink): void {
  // The electrical failures of this car, spread over the sessions before the road test.
  const bad = new Set<number>();
  while (bad.size < car.electricalNotOk) bad.add(random.int(3) * 250 + 130 + random.int(120));
  for (let session = 0; session < SESSIONS.length; session++) {
    const [point, from, to] = SESSIONS[session]!;
    const start = walk.first.get(point)! - 20 * MINUTE;
    for (let test = from; test < to; test++) {
      const { group, mean, sd, unit } = TESTS[test]!;
      // Tightening in Nm carries the car's torque as the station shows it.
      const shift = unit === 'Nm' ? 0.9 * car.torqueShown : 0;
      const value = mean + shift + sd * (random.next() + random.next() + random.next() - 1.5) * 2;
      const notOk =
        session === 3
          ? failed && random.next() < 0.03
          : group === 718
            ? bad.has(session * 250 + test)
            : random.next() < 0.012;
      row(test, notOk ? 13 : 10, value, start + test * 3500);
    }
  }
}
