import type { Comparison, VerdictWord } from '../contracts/evaluate.ts';
import { equalCapacity } from './equal-capacity.ts';
import { mcNemar, pairedInterval } from './mcnemar.ts';
import type { Scored } from './order.ts';

/** The chance at which two equal models may be called different, either way. */
export const LEVEL = 0.05;
/** With fewer failing cars nothing is called equal. */
export const LEAST_FAILURES = 30;
/** A share of the failures: what a model may catch beyond the other and still be called equal. */
export const MARGIN = 0.1;

export type Verdict = Comparison['verdict'];

/**
 * The rule (docs/decisions/0018). Of the failing cars, at equal capacity (equal-capacity.ts), b are caught by the model only and c by the
 * other only; p is McNemar's, exact and two-sided.
 * - `better` when p < 0.05 and b > c, `worse` when p < 0.05 and c > b;
 * - `not_enough_failures` when fewer than 30 cars failed, or the 95% interval of (b - c) / failures reaches beyond ±0.10:
 *   a difference that a plant would want is then not excluded;
 * - `no_difference` otherwise.
 */
export function wordOf(
  onlyModel: number,
  onlyAgainst: number,
  failures: number,
  pValue = mcNemar(onlyModel, onlyAgainst),
): VerdictWord {
  if (pValue < LEVEL && onlyModel !== onlyAgainst) return onlyModel > onlyAgainst ? 'better' : 'worse';
  const interval = pairedInterval(onlyModel, onlyAgainst, failures);
  if (failures < LEAST_FAILURES || !interval) return 'not_enough_failures';
  return interval.low < -MARGIN || interval.high > MARGIN ? 'not_enough_failures' : 'no_difference';
}

/** The failing cars among the first `longTests` of both orders of the same cars. O(longTests + cars). */
export function pairAt(
  [mine, other]: readonly [Uint32Array, Uint32Array],
  label: ArrayLike<number>,
  longTests: number,
): Verdict['failures'] {
  const chosen = new Set<number>();
  for (let i = 0; i < longTests; i++) if (label[mine[i]!]) chosen.add(mine[i]!);
  let [both, onlyAgainst, failures] = [0, 0, 0];
  other.forEach((car, i) => {
    if (!label[car]) return;
    failures++;
    if (i >= longTests) return;
    if (chosen.has(car)) both++;
    else onlyAgainst++;
  });
  const onlyModel = chosen.size - both;
  return { both, onlyModel, onlyAgainst, neither: failures - both - onlyModel - onlyAgainst };
}

/** The rule on the cars of two orders (order.ts), all cars or those of a segment. */
export function verdictOf(
  model: Scored,
  against: Scored,
  orders: readonly [Uint32Array, Uint32Array],
  label: ArrayLike<number>,
): Verdict {
  const failures = orders[0].reduce((sum, car) => sum + (label[car] ? 1 : 0), 0);
  const longTests = equalCapacity(model, against, orders, failures);
  const pair = pairAt(orders, label, longTests);
  const { onlyModel, onlyAgainst } = pair;
  return {
    word: wordOf(onlyModel, onlyAgainst, failures),
    longTests,
    failures: pair,
    difference: failures === 0 ? 0 : (onlyModel - onlyAgainst) / failures,
    interval: pairedInterval(onlyModel, onlyAgainst, failures),
    pValue: mcNemar(onlyModel, onlyAgainst),
  };
}
