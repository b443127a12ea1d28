/**
 * A feature: an input that a model may have. Its name is a column of `car_features`, an input of the ONNX graph and a
 * key of `predict`'s body. This is the only place that says how it is computed: `npm run features` writes `sql` into a
 * migration (docs/decisions/0017).
 */
export type FeatureKind = 'number' | 'category';

/** What a feature is made of; `sources.ts` says which rows and which names its `sql` may use. */
export type FeatureSource = 'car' | 'failures' | 'status' | 'results' | 'failed_tests' | 'times' | 'line';

export interface Feature {
  readonly name: string;
  readonly kind: FeatureKind;
  readonly source: FeatureSource;
  /** Of the value: h, min, tests, Nm, …; empty for a category. */
  readonly unit: string;
  /** The meaning, for screens and documents. */
  readonly en: string;
  readonly pt: string;
  /** An aggregate over the source's rows of one car, or an expression where the source has no rows. */
  readonly sql: string;
  /** The value of a car of which the source has no row; null (not known) when it is not said. */
  readonly without?: string;
}

export const number = (
  source: FeatureSource,
  name: string,
  unit: string,
  en: string,
  pt: string,
  sql: string,
  without?: string,
): Feature => ({
  name,
  kind: 'number',
  source,
  unit,
  en,
  pt,
  sql,
  ...(without === undefined ? {} : { without }),
});

/** A text in SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
