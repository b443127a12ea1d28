import { LearnerError } from './errors.ts';

/** A column of float32 numbers; NaN is missing, infinities are ordinary values. */
export interface NumberColumn {
  name: string;
  kind: 'number';
  values: Float32Array;
}

/** A column of categories; the empty string is missing. */
export interface CategoryColumn {
  name: string;
  kind: 'category';
  values: readonly string[];
}

export type Column = NumberColumn | CategoryColumn;

/** Rows to learn from: columns of one length, a label of 0 or 1 a row, and how often each row counts (once). */
export interface Dataset {
  features: readonly Column[];
  label: Uint8Array;
  weight?: Float64Array;
}

/** Rows in the columns. Throws `bad_data` when they differ in length or a name occurs twice. */
export function countRows(features: readonly Column[]): number {
  const rows = features[0]?.values.length ?? 0;
  const names = new Set<string>();
  for (const { name, values } of features) {
    if (names.has(name)) throw new LearnerError('bad_data', `feature ${name} is given twice`);
    names.add(name);
    if (values.length !== rows) {
      throw new LearnerError(
        'bad_data',
        `feature ${name} has ${values.length} rows, the first one has ${rows}`,
      );
    }
  }
  return rows;
}

/** Rows of a labelled dataset. Throws `bad_data` when it is empty or its label does not fit. */
export function checkDataset({ features, label, weight }: Dataset): number {
  if (features.length === 0) throw new LearnerError('bad_data', 'there are no features to learn from');
  const rows = countRows(features);
  if (label.length !== rows) {
    throw new LearnerError('bad_data', `the label has ${label.length} rows, the features have ${rows}`);
  }
  if (rows === 0) throw new LearnerError('bad_data', 'there are no rows to learn from');
  if (label.some((y) => y > 1)) throw new LearnerError('bad_data', 'a label must be 0 or 1');
  if (weight && (weight.length !== rows || !weight.every((w) => w >= 0 && w < Infinity)))
    throw new LearnerError('bad_data', 'a weight a row is needed, none below 0');
  return rows;
}
