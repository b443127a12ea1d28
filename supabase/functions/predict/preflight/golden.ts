import type { GoldenCar } from '../../../../shared/contracts/deployments.ts';
import { scoreRows, type LoadedModel } from '../../_shared/onnx/model.ts';
import { failed, ok, skipped, type Finding } from './finding.ts';

/** Largest difference to the trainer's own probability: float32 sums of some hundred trees differ by 1e-6. */
export const GOLDEN_TOLERANCE = 1e-5;

/** Whether this runtime says of the golden cars what the trainer said of them. */
export async function checkGolden(model: LoadedModel, golden: readonly GoldenCar[]): Promise<Finding> {
  if (golden.length === 0) return skipped('The model brought no golden cars.');
  const probability = await scoreRows(
    model,
    golden.map((car) => car.features),
  );
  const largest = golden.reduce(
    // A NaN is as far off as can be, and Math.max keeps it.
    (most, car, index) => Math.max(most, Math.abs(probability[index]! - car.probability)),
    0,
  );
  const found = `The largest difference to the trainer's probability, over ${golden.length} golden cars, is ${largest.toExponential(1)}`;
  return largest <= GOLDEN_TOLERANCE
    ? ok(`${found}.`)
    : failed(`${found}; at most ${GOLDEN_TOLERANCE.toExponential(0)} is allowed.`);
}
