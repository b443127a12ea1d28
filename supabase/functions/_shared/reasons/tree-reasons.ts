import type { FeatureRow } from '../../../../shared/features/catalogue.ts';
import type { TreeExplainer } from '../../../../shared/trees/explain.ts';
import { logOddsOf, sigmoid } from '../../../../shared/trees/forest.ts';
import { LEAST_EFFECT, REASONS_KEPT, type Explained, type Reason } from './what-if.ts';

/**
 * Why a car is decided so: of the exact contributions of all features, the strongest that speak for the decision. For the
 * long test these are what speaks for a failure (above 0), for the short test what speaks against one (below 0): the
 * operator reads why this test and not the other. `effect` says the contribution in probability, where the car stands:
 * how much lower it would be without. What cannot be seen on a screen is left out, so there may be fewer than three.
 */
export function treeReasons(
  explainer: TreeExplainer,
  row: FeatureRow,
  decision: 'long' | 'short',
  typical: Explained['typical'],
): Reason[] {
  const { forest } = explainer;
  const encoded = explainer.encode((name) => row[name]);
  const logOdds = logOddsOf(forest, encoded);
  const sign = decision === 'long' ? 1 : -1;
  return [...explainer.contributions(encoded)]
    .map((contribution, f) => ({ feature: forest.features[f]!.name, contribution }))
    .filter(({ contribution }) => sign * contribution > 0)
    .sort((a, b) => sign * (b.contribution - a.contribution) || (a.feature < b.feature ? -1 : 1))
    .slice(0, REASONS_KEPT)
    .map(({ feature, contribution }) => ({
      feature,
      value: row[feature] ?? null,
      typical: typical[feature] ?? null,
      effect: sigmoid(logOdds) - sigmoid(logOdds - contribution),
      contribution,
    }))
    .filter(({ effect }) => Math.abs(effect) >= LEAST_EFFECT);
}
