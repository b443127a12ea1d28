import { GOLDEN_CARS, type GoldenCar } from '../../../shared/contracts/deployments.ts';
import type { Column, Dataset } from '../../learner/index.ts';

/**
 * Cars of the holdout with the learner's own probability (`probability`, one a car), so that whoever serves the model later can be held to it: at
 * most 20, spread evenly over the cars in the order of their probability, the lowest and the highest included.
 * Numbers are float32 written exactly. A car with an infinite value is passed over: JSON has none.
 */
export function goldenCars(probability: Float64Array, { features }: Pick<Dataset, 'features'>): GoldenCar[] {
  const ranked = [...probability.keys()]
    .filter((car) => features.every((column) => isWritable(column, car)))
    .sort((a, b) => probability[a]! - probability[b]! || a - b);
  const last = ranked.length - 1;
  const places = Array.from({ length: GOLDEN_CARS }, (_, n) => Math.round((n * last) / (GOLDEN_CARS - 1)));
  return [...new Set(places)]
    .flatMap((place) => ranked[place] ?? [])
    .map((car) => ({
      features: Object.fromEntries(features.map((column) => [column.name, valueOf(column, car)])),
      probability: probability[car]!,
    }));
}

const isWritable = ({ kind, values }: Column, car: number) =>
  kind === 'category' || Math.abs(values[car]!) !== Infinity;

function valueOf({ kind, values }: Column, car: number): number | string | null {
  if (kind === 'category') return values[car]!;
  return Number.isNaN(values[car]!) ? null : values[car]!;
}
