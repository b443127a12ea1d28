import type { VerdictWord } from '../../contracts/evaluate.ts';
import { ordersOf, scoredOf } from '../order.ts';
import { verdictOf } from '../verdict.ts';
import { isotonic, modelOf, someCars } from './simulate.ts';
import { seededRandom } from '../../random.ts';

/** Two models, each seeing the cars' risk through noise of its own. */
export interface Setting {
  cars: number;
  /** Deviations of the noise: of the model, and of the other. The same two make equal models. */
  noise: readonly [number, number];
  thresholds: readonly [number, number];
  /** Calibrated by isotonic regression on so many cars of their own; 0: not. */
  calibrated: number;
}

/** What the rule says of so many pairs of models, each on cars of its own. Seeded. */
export function verdictsOf(setting: Setting, trials: number, seed = 1): Record<VerdictWord, number> {
  const words = { better: 0, worse: 0, no_difference: 0, not_enough_failures: 0 };
  for (let n = 0; n < trials; n++) words[verdictOn(setting, seededRandom(seed * 1_000_003 + n * 7919))]++;
  return words;
}

function verdictOn({ cars, noise, thresholds, calibrated }: Setting, random: () => number): VerdictWord {
  const plant = someCars(cars, random);
  const models = noise.map((own, m) => {
    const probability = modelOf(plant, own, random);
    if (calibrated === 0) return scoredOf(probability, thresholds[m]!);
    const past = someCars(calibrated, random);
    return scoredOf(isotonic(probability, modelOf(past, own, random), past.label), thresholds[m]!);
  });
  const orders = ordersOf(models, cars) as [Uint32Array, Uint32Array];
  return verdictOf(models[0]!, models[1]!, orders, plant.label).word;
}
