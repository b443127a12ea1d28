import type { Dependence } from '../contracts/models.ts';
import type { Values } from './bins.ts';

/**
 * What a model adds to the log-odds for a value of a feature, by its curve: the nearest bin of a number, the category, or
 * what it adds where nothing is known. 0 for what the curve does not tell.
 */
export function contributionAt(curve: Dependence, value: number | string): number {
  const missing = curve.missing?.contribution ?? 0;
  if (typeof value === 'string') {
    const known = curve.categories.find((each) => each.category === value);
    return known?.contribution ?? missing;
  }
  if (Number.isNaN(value)) return missing;
  let best = missing;
  for (const bin of curve.bins) {
    best = bin.contribution;
    if (value <= bin.to) break;
  }
  return best;
}

const meanContribution = (curve: Dependence, { values }: Values): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += contributionAt(curve, values[i]!);
  return values.length === 0 ? 0 : sum / values.length;
};

/**
 * How many failures more (or fewer, below 0) the model predicts among the window's cars because the feature's values are
 * not those of the reference: the change of its mean contribution to the log-odds, times how steeply the window's
 * probabilities follow their log-odds. A first-order figure that ranks findings; the sum over features is not the whole.
 */
export function effectOf(
  curve: Dependence,
  reference: Values,
  window: Values,
  probability: ArrayLike<number>,
): number {
  let slope = 0;
  for (let i = 0; i < probability.length; i++) slope += probability[i]! * (1 - probability[i]!);
  return slope * (meanContribution(curve, window) - meanContribution(curve, reference));
}
