import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orderCategories } from '../../trainer/learner/binning/categories.ts';
import type { Column, Dataset } from '../../trainer/learner/index.ts';
import { syntheticDataset } from '../../trainer/learner/testing/synthetic.ts';

/** Rows to learn from and later or unseen ones to be measured on. */
export interface Task {
  name: string;
  train: Dataset;
  test: Dataset;
}

/** The first data: 3% missing, 5% positive. */
export function synthetic(rows: number, seed: number, features = 60): Task {
  const train = syntheticDataset({ rows, features, seed });
  return { name: `${rows} rows`, train, test: syntheticDataset({ rows: 20_000, features, seed: seed + 1 }) };
}

/** The label in other words, and the ids. */
const NOT_FEATURES = new Set(['UDI', 'Product ID', 'TWF', 'HDF', 'PWF', 'OSF', 'RNF', 'Machine failure']);

/**
 * AI4I 2020 (S. Matzka, UCI Machine Learning Repository, CC BY 4.0): 10,000 machine states, 339 failures, tabs between.
 * Five tasks: each fifth, in the file's order, is measured by what the others teach.
 */
export function ai4i(path: string): Task[] {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = header.split('\t');
  const rows = lines.map((line) => line.split('\t'));
  const label = Uint8Array.from(rows, (row) => Number(row[names.indexOf('Machine failure')]));
  const columns = names.flatMap((name, at): Column[] => {
    if (NOT_FEATURES.has(name)) return [];
    const values = rows.map((row) => row[at] ?? '');
    if (name === 'Type') return [{ name, kind: 'category', values }];
    return [{ name, kind: 'number', values: Float32Array.from(values, Number) }];
  });
  const part = (keep: (row: number) => boolean): Dataset =>
    pick(columns, label, [...label.keys()].filter(keep));
  return [0, 1, 2, 3, 4].map((fold) => {
    const mine = (row: number) => Math.floor((row * 5) / rows.length) === fold;
    return { name: `AI4I, fifth ${fold + 1}`, train: part((row) => !mine(row)), test: part(mine) };
  });
}

export function pick(features: readonly Column[], label: Uint8Array, rows: readonly number[]): Dataset {
  return {
    label: Uint8Array.from(rows, (row) => label[row]!),
    features: features.map((column): Column =>
      column.kind === 'number'
        ? { ...column, values: Float32Array.from(rows, (row) => column.values[row]!) }
        : { ...column, values: rows.map((row) => column.values[row]!) },
    ),
  };
}

/**
 * Writes a task for the processes that learn from it, all of the same numbers: categories as their place in the order of
 * the training rows' failure rates. Float32 column after column for ours, row after row for Python's.
 */
export function writeTask(folder: string, { train, test }: Task): void {
  mkdirSync(folder, { recursive: true });
  const names = train.features.map(({ name }) => name);
  const codes = train.features.map((column) =>
    column.kind === 'category' ? orderCategories(column.values, train.label, 1) : [],
  );
  for (const [part, { features, label }] of [
    ['train', train],
    ['test', test],
  ] as const) {
    const rows = label.length;
    const byColumn = new Float32Array(rows * names.length);
    const byRow = new Float32Array(rows * names.length);
    features.forEach((column, f) => {
      for (let r = 0; r < rows; r++) {
        const value = column.values[r]!;
        const code = typeof value === 'number' ? value : codes[f]!.indexOf(value);
        byColumn[f * rows + r] = byRow[r * names.length + f] =
          code === -1 && column.kind === 'category' ? NaN : code;
      }
    });
    writeFileSync(join(folder, `${part}.columns`), byColumn);
    writeFileSync(join(folder, `${part}.rows`), byRow);
    writeFileSync(join(folder, `${part}.label`), label);
  }
  writeFileSync(
    join(folder, 'task.json'),
    JSON.stringify({ names, rows: train.label.length, testRows: test.label.length }),
  );
}
