import type { Column, Dataset } from '../data.ts';

/** Rows `[0, stopAt)` are grown on, `[stopAt, scoreAt)` stop the growth and calibrate, `[scoreAt, end)` are scored. */
export interface Fold {
  stopAt: number;
  scoreAt: number;
  end: number;
}

/** Share of the rows that no fold scores: a model of fewer says little about one of all. */
const ALWAYS_LEARNED = 0.5;
/** Newest share of a fold's learned rows that stops and calibrates, as in the run itself. */
const STOPPING = 0.2;

/**
 * Expanding windows over rows in the order of time: every fold learns from all rows before those that it scores, so each
 * is a small training run and no scored row has been seen in any way. The scored parts are of equal size and together
 * the newest half (Hyndman, Athanasopoulos: Forecasting, 3rd ed., 5.10; scikit-learn's TimeSeriesSplit starts smaller).
 * @param tied True where a row belongs to the moment of the one before it: such rows stay on one side.
 */
export function timeFolds(
  rows: number,
  count: number,
  tied: (row: number) => boolean = () => false,
): readonly Fold[] {
  const border = (at: number) => {
    let row = Math.floor(at);
    while (row > 0 && row < rows && tied(row)) row--;
    return row;
  };
  const step = (rows * (1 - ALWAYS_LEARNED)) / count;
  return Array.from({ length: count }, (_, i) => {
    const scoreAt = border(rows * ALWAYS_LEARNED + step * i);
    const end = i === count - 1 ? rows : border(rows * ALWAYS_LEARNED + step * (i + 1));
    return { stopAt: border(scoreAt * (1 - STOPPING)), scoreAt, end };
  });
}

/** A fold says something where the rows to grow on, and those to score, are of both classes. */
export function isTelling({ stopAt, scoreAt, end }: Fold, label: Uint8Array): boolean {
  const both = (part: Uint8Array) => part.includes(0) && part.includes(1);
  return scoreAt > stopAt && both(label.subarray(0, stopAt)) && both(label.subarray(scoreAt, end));
}

/** Rows `[from, to)` of a dataset; numbers and labels are views, not copies. */
export function rowsOf({ features, label, weight }: Dataset, from: number, to: number): Dataset {
  return {
    label: label.subarray(from, to),
    features: features.map((column): Column =>
      column.kind === 'number'
        ? { ...column, values: column.values.subarray(from, to) }
        : { ...column, values: column.values.slice(from, to) },
    ),
    ...(weight ? { weight: weight.subarray(from, to) } : {}),
  };
}
