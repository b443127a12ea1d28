import type { Flip } from '../../../shared/contracts/evaluate.ts';
import type { FeatureRow } from '../../../shared/features/catalogue.ts';
import type { Reason } from '../_shared/reasons/what-if.ts';
import { rowOf, type EvaluationCars } from './window.ts';

/** Of a side; by its trees that is a tenth of a second of the two that a request may take. */
export const FLIPS_EXPLAINED = 100;

/** Why a model sends cars to the long test: their features, and what it said of them. */
export type Explain = (rows: readonly FeatureRow[], probability: readonly number[]) => Promise<Reason[][]>;

/**
 * Failing cars that one model alone catches, with why it does; `caught` are places in `cars`, newest first.
 * `failed`: what was found at the road test, by car.
 */
export async function tellFlips(
  caught: readonly number[],
  cars: EvaluationCars,
  probability: { model: Float32Array; against: Float32Array },
  catcher: 'model' | 'against',
  explain: Explain,
  failed: Readonly<Record<string, string[]>>,
): Promise<Flip[]> {
  const told = caught.slice(0, FLIPS_EXPLAINED);
  const reasons = await explain(
    told.map((car) => rowOf(cars, car)),
    told.map((car) => probability[catcher][car]!),
  );
  return caught.map((car, i) => ({
    knr: cars.knr[car]!,
    enteredAt: cars.enteredAt[car]!,
    probability: { model: probability.model[car]!, against: probability.against[car]! },
    reasons: reasons[i] ?? [],
    failed: failed[cars.knr[car]!] ?? [],
  }));
}
