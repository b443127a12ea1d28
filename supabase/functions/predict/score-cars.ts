import type { Prediction } from '../../../shared/contracts/predict.ts';
import { hasTooLittleData, type FeatureRow } from '../../../shared/features/catalogue.ts';
import { scoreRows, type LoadedModel } from '../_shared/onnx/model.ts';
import { reasonsFor, type Explained } from './reasons.ts';

/** Up to this many cars a request are explained; a larger batch wants numbers, not sentences. */
export const CARS_EXPLAINED = 20;

export interface Car {
  knr: string | null;
  features: FeatureRow;
}

/** One answer a car, in their order. A car about which too little is known goes to the long test, unasked. */
export async function scoreCars(
  model: LoadedModel,
  cars: readonly Car[],
  threshold: number,
  explained: Explained,
): Promise<Prediction[]> {
  const known = cars.filter((car) => !hasTooLittleData(car.features));
  const rows = known.map((car) => car.features);
  const probability = await scoreRows(model, rows);
  const reasons = cars.length <= CARS_EXPLAINED ? await reasonsFor(model, rows, probability, explained) : [];
  const place = new Map(known.map((car, index) => [car, index]));
  return cars.map((car): Prediction => {
    const index = place.get(car);
    if (index === undefined) {
      const base = { knr: car.knr, probability: null, threshold, reasons: [] };
      return { ...base, decision: 'long', tooLittleData: true };
    }
    return {
      knr: car.knr,
      probability: probability[index]!,
      decision: probability[index]! >= threshold ? 'long' : 'short',
      threshold,
      tooLittleData: false,
      reasons: reasons[index] ?? [],
    };
  });
}
