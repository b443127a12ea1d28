import type { Untested } from '$shared/contracts/monitor.ts';
import { sayFeature } from '$lib/i18n/say.ts';
import { m } from '$lib/paraglide/messages.js';
import type { NotCompared } from './not-compared.ts';

/** Why a window was not compared at all. */
export const sayUntested = (untested: Untested, modelId: number): string =>
  ({
    no_snapshot: m.drift_untested_no_snapshot,
    few_cars: m.drift_untested_few_cars,
    few_weeks: m.drift_untested_few_weeks,
  })[untested]({ model: `#${modelId}` });

/** What is left out of a comparison, a sentence each. */
export function sayNotCompared({ answers, features }: NotCompared, modelId: number): string[] {
  const model = `#${modelId}`;
  const said = [];
  if (answers === 'no_trees') said.push(m.drift_answers_no_trees({ model }));
  if (answers === 'few_held_out') said.push(m.drift_answers_few({ model }));
  if (features.length > 0)
    said.push(m.drift_features_left_out({ features: features.map(sayFeature).join(', ') }));
  return said;
}
