import type { SupabaseClient } from '@supabase/supabase-js';
import { compareModels, flipsOf } from '../../../shared/comparison/compare.ts';
import type { SegmentValues } from '../../../shared/comparison/segments.ts';
import type { Comparison } from '../../../shared/contracts/evaluate.ts';
import { orThrow } from '../_shared/database-error.ts';
import type { Sides } from './compare.ts';
import { tellFlips } from './flips.ts';
import { liveOf } from './live.ts';
import type { Scored } from './models.ts';
import type { EvaluationCars } from './window.ts';

/** Everything that is told of two models on the same cars. `client` is the caller's. */
export async function comparisonOf(
  model: Scored,
  against: Scored,
  sides: Sides,
  cars: EvaluationCars,
  values: SegmentValues,
  client: SupabaseClient,
): Promise<Comparison> {
  const mine = { ...model, metrics: sides.model.metrics };
  const other = { ...against, metrics: sides.against!.metrics };
  const fromScores = compareModels(mine, other, cars.label, values);
  const { onlyModel, onlyAgainst } = flipsOf(model, against, cars.label);
  const knrs = [...onlyModel, ...onlyAgainst].map((car) => cars.knr[car]!);
  const failed: Record<string, string[]> =
    knrs.length === 0 ? {} : orThrow(await client.rpc('road_test_failures', { knrs }));
  const probability = { model: model.probability, against: against.probability };
  return {
    ...fromScores,
    flips: {
      onlyModel: await tellFlips(onlyModel, cars, probability, 'model', model.explain, failed),
      onlyAgainst: await tellFlips(onlyAgainst, cars, probability, 'against', against.explain, failed),
    },
    live: await liveOf(model, against.id, client),
  };
}
