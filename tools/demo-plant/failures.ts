import { PLACES, type Car } from './car.ts';
import { failureText, roadTestText, supplierText } from './failure-texts.ts';
import type { Point } from './line-walk.ts';
import type { Quality } from './quality.ts';
import { Random, STREAM } from './random.ts';

export const FAILURE_COLUMNS = 'KNR,MODELO,COR,MOTOR,ESTACAO,USUARIO,HALLE,FALHA,S_GROUP_ID,DATA'.split(',');
export const MODEL = 'BZ3H7X';

/** The point after which an inspection at the place happens, and the point before which it is done. */
const WHEN: Record<string, readonly [Point, Point]> = {
  ZP5: ['R750', 'L540'],
  ZP5A: ['L540', 'G700'],
  ZP61: ['G700', 'M600'],
  ZP6: ['M600', 'M620'],
  'ZP6 / ZP62': ['M600', 'M620'],
  ZP62: ['M600', 'M620'],
  CAB: ['M620', 'M700'],
  ZP7: ['M700', 'M710'],
  OTHER: ['R750', 'M700'],
};
const OTHERS = ['ESPC', 'PROC', 'PROF', 'PVC', 'BUY', 'DKA', 'RUID', 'TLUI', ''];
const GROUP: Record<keyof Quality, readonly string[]> = {
  paint: ['1', '1', '4', '#MULTIVALUE'],
  electrics: ['2', '2', '133'],
  tightening: ['5', '5', '137', '-2'],
  fluids: ['4', '137', '9830946'],
};
/** Failure group of the new supplier's part. */
export const SUPPLIER_GROUP = '140';

export interface FailureRow {
  station: string;
  user: string;
  halle: string;
  text: string;
  group: string;
  at: number;
}

/** A car's failures, in the order of time, each at a second of its own. */
export function failureRows(car: Car, failed: boolean, seed: number): FailureRow[] {
  const random = new Random(seed, STREAM.failures, car.index);
  const { at } = car.walk;
  const rows: FailureRow[] = [];
  const add = (halle: string, text: string, group: string, from: number, to: number) =>
    rows.push({
      station: `${halle.slice(0, 4).trim() || 'X'}-${1 + random.int(6)}`,
      user: `${70_000 + random.int(240)}`,
      halle,
      text,
      group,
      at: from + 1000 * (30 + random.int(Math.max(1, (to - from) / 1000 - 60))),
    });
  PLACES.forEach(({ halle, area }, place) => {
    const [from, to] = WHEN[halle] as [Point, Point];
    for (let i = 0; i < (car.failures[place] as number); i++)
      add(
        halle === 'OTHER' ? random.pick(OTHERS) : halle,
        failureText(random, area),
        random.pick(GROUP[area]),
        at[from],
        // Inspections at ZP7 are over well before the road test.
        halle === 'ZP7' ? Math.min(at[to], at[from] + 7_200_000) : at[to],
      );
  });
  for (let i = 0; i < car.supplier; i++)
    add('ZP62', supplierText(random), SUPPLIER_GROUP, at['M600'], at['M620']);
  if (failed)
    for (let i = 1 + random.poisson(0.4); i > 0; i--)
      add('ROD', roadTestText(random), random.pick(['2', '5', '133']), at['M710'], at['M720']);
  if (random.next() < (failed ? 0.5 : 0.08))
    add('AGUA', failureText(random, 'paint'), '4', at['M720'], at['M800']);
  if (random.next() < (failed ? 0.7 : 0.1))
    add(
      random.pick(['ZP8', 'ZP8', 'ZP8R', 'ZP82']),
      failureText(random, 'electrics'),
      '2',
      at['M800'],
      at['M800'] + 3_600_000,
    );
  rows.sort((a, b) => a.at - b.at);
  for (let i = 1; i < rows.length; i++) {
    const before = rows[i - 1] as FailureRow;
    const row = rows[i] as FailureRow;
    if (row.at <= before.at) row.at = before.at + 1000;
  }
  return rows;
}
