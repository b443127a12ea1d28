import type { Prediction, Reason } from '../../../shared/contracts/predict.ts';
import { hasTooLittleData, type FeatureRow } from '../../../shared/features/catalogue.ts';
import type { TreeExplainer } from '../../../shared/trees/explain.ts';
import { scoreRows, type LoadedModel } from '../_shared/onnx/model.ts';
import { treeReasons } from '../_shared/reasons/tree-reasons.ts';
import { whatIfReasons, type Explained } from '../_shared/reasons/what-if.ts';

/** Up to this many cars a request are explained by asking the model again; a larger batch wants numbers, not sentences. */
export const CARS_ASKED_AGAIN = 20;
/** Up to this many by its trees: a tenth of a second of the two that a request may take. */
export const CARS_EXPLAINED = 100;

export interface Car {
  knr: string | null;
  features: FeatureRow;
}

/** The threshold of the model in use, and what reasons are made of. */
export interface Asked extends Explained {
  threshold: number;
  /** Null for a model without a tree file. */
  explainer: TreeExplainer | null;
  /** Cars that go to the long test also if the model says short: the audit lane. */
  drawn: ReadonlySet<string>;
}

type Answer = Pick<Prediction, 'decision' | 'lane'>;

/** One answer a car, in their order. A car about which too little is known goes to the long test, unasked. */
export async function scoreCars(
  model: LoadedModel,
  cars: readonly Car[],
  asked: Asked,
): Promise<Prediction[]> {
  const { threshold, drawn } = asked;
  const known = cars.filter((car) => !hasTooLittleData(car.features));
  const rows = known.map((car) => car.features);
  const probability = await scoreRows(model, rows);
  const answers = known.map(({ knr }, index): Answer => {
    if (probability[index]! >= threshold) return { decision: 'long', lane: knr === null ? null : 'model' };
    if (knr === null) return { decision: 'short', lane: null };
    return drawn.has(knr) ? { decision: 'long', lane: 'audit' } : { decision: 'short', lane: 'model' };
  });
  const reasons = await reasonsOf(model, rows, probability, answers, asked, cars.length);
  const place = new Map(known.map((car, index) => [car, index]));
  return cars.map((car): Prediction => {
    const index = place.get(car);
    if (index === undefined) {
      const base = { id: null, knr: car.knr, probability: null, threshold, lane: null, reasons: [] };
      return { ...base, decision: 'long', tooLittleData: true };
    }
    return {
      id: null,
      knr: car.knr,
      probability: probability[index]!,
      ...answers[index]!,
      threshold,
      tooLittleData: false,
      reasons: reasons[index] ?? [],
    };
  });
}

async function reasonsOf(
  model: LoadedModel,
  rows: readonly FeatureRow[],
  probability: ArrayLike<number>,
  answers: readonly Answer[],
  { explainer, typical, importance }: Asked,
  cars: number,
): Promise<Reason[][]> {
  if (explainer) {
    if (cars > CARS_EXPLAINED) return [];
    return rows.map((row, index) => {
      const { decision, lane } = answers[index]!;
      // Of a car that is hardly likely to fail nothing weighs much: without reasons it would stand out among long ones.
      return treeReasons(explainer, row, decision, typical, lane === 'audit' ? 0 : undefined);
    });
  }
  if (cars > CARS_ASKED_AGAIN) return [];
  return await whatIfReasons(model, rows, probability, { importance, typical });
}
