import { FAILURE_FEATURES } from './failures.ts';
import type { Feature } from './feature.ts';
import { LINE_FEATURES } from './line.ts';
import { RESULT_FEATURES } from './results.ts';
import { STATUS_FEATURES } from './status.ts';

export type { Feature, FeatureKind, FeatureSource } from './feature.ts';

/**
 * The feature catalogue: every input a model may have, its meaning, unit and source, and the SQL that computes it.
 * Numbers are float32 (`real` in Postgres), so that the trainer, the file and `predict` see the same bits;
 * a missing number is null in the table and NaN in the graph, a missing category is ''.
 * None depends on the road-test entry's own time: a car's features are the same just before and just after it.
 * Adding one is a line in one of the lists, then `npm run features`.
 */
export const FEATURES: readonly Feature[] = [
  {
    name: 'engine',
    kind: 'category',
    source: 'car',
    unit: '',
    en: 'Engine',
    pt: 'Motor',
    sql: `coalesce(c.engine, '')`,
  },
  {
    name: 'color',
    kind: 'category',
    source: 'car',
    unit: '',
    en: 'Color',
    pt: 'Cor',
    sql: `coalesce(c.color, '')`,
  },
  ...FAILURE_FEATURES,
  ...STATUS_FEATURES,
  ...RESULT_FEATURES,
  ...LINE_FEATURES,
];

export const FEATURE_BY_NAME: ReadonlyMap<string, Feature> = new Map(FEATURES.map((f) => [f.name, f]));

/** A car's features as they travel: JSON numbers, strings, null where nothing is known. */
export type FeatureRow = Record<string, number | string | null>;

/** A car is known too little when neither a status point nor a test result has said anything about it. */
export function hasTooLittleData(row: FeatureRow): boolean {
  const tests = FEATURES.filter((f) => f.name.startsWith('tests_')).some((f) => Number(row[f.name] ?? 0) > 0);
  return !tests && Number(row['status_events'] ?? 0) === 0;
}
