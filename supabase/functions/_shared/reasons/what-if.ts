import type { Prediction } from '../../../../shared/contracts/predict.ts';
import type { FeatureRow } from '../../../../shared/features/catalogue.ts';
import { scoreRows, type LoadedModel } from '../onnx/model.ts';

export type Reason = Prediction['reasons'][number];

export interface Explained {
  importance: readonly { feature: string; gain: number }[];
  typical: Record<string, number | string | null>;
}

const FEATURES_ASKED = 12;
export const REASONS_KEPT = 3;
/** A tenth of a percentage point: less cannot be seen on a screen and is often rounding. */
export const LEAST_EFFECT = 0.001;

/**
 * Why each car has its probability, of a model without a tree file: it is asked again with one feature at a time replaced by its typical value
 * (one run for all cars and features), and what lowers the probability most is kept, at most three, largest first.
 */
export async function whatIfReasons(
  model: LoadedModel,
  rows: readonly FeatureRow[],
  probability: ArrayLike<number>,
  { importance, typical }: Explained,
): Promise<Reason[][]> {
  const inputs = new Set(model.inputs.map((input) => input.name));
  const asked = [...importance]
    .sort((a, b) => b.gain - a.gain)
    .map(({ feature }) => feature)
    .filter((feature) => inputs.has(feature) && typical[feature] !== undefined)
    .slice(0, FEATURES_ASKED);
  const questions = rows.flatMap((row, car) =>
    asked
      .filter((feature) => (row[feature] ?? null) !== typical[feature])
      .map((feature) => ({ car, feature, row: { ...row, [feature]: typical[feature]! } })),
  );
  const answers = await scoreRows(
    model,
    questions.map((question) => question.row),
  );
  const reasons: Reason[][] = rows.map(() => []);
  questions.forEach(({ car, feature }, index) => {
    const effect = probability[car]! - answers[index]!;
    if (effect < LEAST_EFFECT) return;
    reasons[car]!.push({
      feature,
      value: rows[car]![feature] ?? null,
      typical: typical[feature]!,
      effect,
    });
  });
  return reasons.map((list) => list.sort((a, b) => b.effect - a.effect).slice(0, REASONS_KEPT));
}
