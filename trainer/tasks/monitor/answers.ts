import { PROBABILITY } from '../../../shared/contracts/monitor.ts';
import { type CellOf, rowEncoder } from '../../../shared/trees/encode-row.ts';
import { type Forest, logOddsOf, sigmoid } from '../../../shared/trees/forest.ts';
import { type ReferenceCars, referenceCars } from './reference-cars.ts';

/** What a model says of cars, by its trees. `at`: when each entered its road test, ascending; `cellOf` gives its features. */
export function answersOf(
  forest: Forest,
  at: readonly number[],
  cellOf: (car: number) => CellOf,
): ReferenceCars {
  const encode = rowEncoder(forest);
  const values = Float32Array.from(at, (_, car) => sigmoid(logOddsOf(forest, encode(cellOf(car)))));
  return referenceCars([{ name: PROBABILITY, kind: 'number', values }], at);
}
