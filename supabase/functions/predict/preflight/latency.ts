import type { FeatureRow } from '../../../../shared/features/catalogue.ts';
import { scoreRows, type LoadedModel } from '../../_shared/onnx/model.ts';
import { failed, ok, type Finding } from './finding.ts';
import type { RegisteredModel } from './model.ts';

/** Milliseconds for one car: the gate waits for it, and the function has two seconds of processor time a request. */
export const LATENCY_BOUND = 50;
const RUNS = 20;
/** A model that is far beyond the bound shows it before this many milliseconds are over. */
const PATIENCE = 1000;

/** How long the model alone takes for one car: the median over the golden cars, or over the typical one. */
export async function checkLatency(
  model: LoadedModel,
  { golden, typical }: Pick<RegisteredModel, 'golden' | 'typical'>,
): Promise<Finding> {
  const cars: FeatureRow[] = golden.length > 0 ? golden.map((car) => car.features) : [typical];
  await scoreRows(model, [cars[0]!]); // the first run of a session also lays out its memory
  const times: number[] = [];
  const began = performance.now();
  for (let run = 0; run < RUNS && performance.now() - began < PATIENCE; run++) {
    const started = performance.now();
    await scoreRows(model, [cars[run % cars.length]!]);
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)]!;
  const found = `The model takes ${median.toFixed(1)} ms for a car (median of ${times.length})`;
  return median <= LATENCY_BOUND
    ? ok(`${found}.`)
    : failed(`${found}; at most ${LATENCY_BOUND} ms are allowed.`);
}
