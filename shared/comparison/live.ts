import type { LivePairs } from '../contracts/challenger.ts';
import type { Comparison } from '../contracts/evaluate.ts';
import { mcNemar } from './mcnemar.ts';

/**
 * The paired table of live cars: the model at its own threshold, the other at the one it answered each car with. Cars whose
 * result is not known yet are counted and no more. Null without any car.
 */
export function pairLive({ cars, known, rows }: LivePairs, threshold: number): Comparison['live'] {
  if (cars === 0) return null;
  const none = () => ({ both: 0, onlyModel: 0, onlyAgainst: 0, neither: 0 });
  const [failures, passes] = [none(), none()];
  for (const [mine, other, answeredAt, failed] of rows) {
    if (failed === null) continue;
    const table = failed ? failures : passes;
    if (mine >= threshold) table[other >= answeredAt ? 'both' : 'onlyModel']++;
    else table[other >= answeredAt ? 'onlyAgainst' : 'neither']++;
  }
  return { cars, known, failures, passes, pValue: mcNemar(failures.onlyModel, failures.onlyAgainst) };
}
