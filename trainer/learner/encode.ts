import type { Column } from './data.ts';
import { LearnerError } from './errors.ts';
import type { ModelFeature } from './model.ts';

/** A column as the trees see it: float32, categories as their codes, NaN for missing, rare and unseen ones. */
export function encodeColumn(feature: ModelFeature, column: Column | undefined): Float32Array {
  if (column?.kind !== feature.kind) {
    throw new LearnerError('bad_data', `the model needs the feature ${feature.name} of kind ${feature.kind}`);
  }
  if (column.kind === 'number') return column.values;
  if (feature.kind === 'number') throw new Error('unreachable: the kinds are equal');
  const codes = new Map(feature.categories.map((category, code) => [category, code]));
  return Float32Array.from(column.values, (category) => codes.get(category) ?? NaN);
}

/** All columns of the model, found by name, in the model's order. Throws `bad_data` when one is missing. */
export function encodeColumns(features: readonly ModelFeature[], columns: readonly Column[]): Float32Array[] {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return features.map((feature) => encodeColumn(feature, byName.get(feature.name)));
}
