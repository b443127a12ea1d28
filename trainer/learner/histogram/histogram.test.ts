import { expect, test } from 'vitest';
import { toBins } from '../binning/bin-matrix.ts';
import { findEdges } from '../binning/edges.ts';
import { gradients } from '../objective/log-loss.ts';
import { seededRandom } from '../random.ts';
import { findSplit } from '../splitting/find-split.ts';
import { naiveBestGain } from '../testing/naive.ts';
import { buildHistogram, FEATURE_STRIDE, HistogramPool, subtractHistogram } from './histogram.ts';

/** Random rows with missing values, constants and columns that are all NaN. */
function randomCase(seed: number, rows = 200, features = 5) {
  const random = seededRandom(seed);
  const columns = Array.from({ length: features }, (_, f) => {
    const kind = f === 0 ? 'nan' : f === 1 ? 'constant' : f === 2 ? 'counts' : 'numbers';
    return Float32Array.from({ length: rows }, () => {
      if (kind === 'nan') return NaN;
      if (kind === 'constant') return 7;
      if (random() < 0.15) return NaN;
      return kind === 'counts' ? Math.floor(random() * 4) : random() * 10 - 5;
    });
  });
  const matrix = toBins(
    columns,
    columns.map((c) => findEdges(c, 16)),
  );
  const margin = Float64Array.from({ length: rows }, () => random() * 4 - 2);
  const gh = new Float64Array(2 * rows);
  gradients(
    margin,
    Uint8Array.from({ length: rows }, () => (random() < 0.3 ? 1 : 0)),
    gh,
  );
  const chosen = Int32Array.from({ length: rows }, (_, r) => r).filter(() => random() < 0.7);
  return { matrix, gh, rows: chosen, random };
}

function histogramOf(
  { matrix, gh }: ReturnType<typeof randomCase>,
  rows: Int32Array,
  columns: Int32Array | null = null,
) {
  const out = new HistogramPool(matrix.features).take();
  buildHistogram(matrix, gh, rows, 0, rows.length, columns, out);
  return out;
}

test('a histogram is what counting the rows of each bin gives', () => {
  const example = randomCase(1);
  const { matrix, gh, rows } = example;
  const histogram = histogramOf(example, rows);
  for (let f = 0; f < matrix.features; f++) {
    for (let bin = 0; bin < 256; bin++) {
      const inBin = [...rows].filter((row) => matrix.bins[row * matrix.features + f] === bin);
      expect(histogram[f * FEATURE_STRIDE + 2 * bin]).toBe(inBin.reduce((sum, row) => sum + gh[2 * row]!, 0));
      expect(histogram[f * FEATURE_STRIDE + 2 * bin + 1]).toBe(
        inBin.reduce((sum, row) => sum + gh[2 * row + 1]!, 0),
      );
    }
  }
});

test('chosen columns are filled as among all, the others stay empty', () => {
  const example = randomCase(2);
  const all = histogramOf(example, example.rows);
  const some = histogramOf(example, example.rows, Int32Array.of(1, 3));
  for (const f of [0, 1, 2, 3, 4]) {
    const part = (h: Float64Array) => h.subarray(f * FEATURE_STRIDE, (f + 1) * FEATURE_STRIDE);
    expect(part(some)).toEqual(f === 1 || f === 3 ? part(all) : new Float64Array(FEATURE_STRIDE));
  }
});

test('subtraction equals brute force and the order of rows does not matter, to the last bit', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const example = randomCase(seed);
    const { rows, random } = example;
    const left = rows.filter(() => random() < 0.4);
    const inLeft = new Set(left);
    const right = rows.filter((row) => !inLeft.has(row));
    const parent = histogramOf(example, rows);
    expect(histogramOf(example, rows.toReversed())).toEqual(parent);
    subtractHistogram(parent, histogramOf(example, left));
    expect(parent).toEqual(histogramOf(example, right));
  }
});

test('the best split has the gain that trying every split on the rows finds', () => {
  let splits = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const example = randomCase(seed);
    const { matrix, gh, rows } = example;
    const rules = {
      l1: seed % 3 === 0 ? 0.5 : 0,
      l2: seed % 2,
      minChildWeight: seed % 5,
      minGain: seed % 4 === 0 ? 0.5 : 0,
    };
    const sum = (offset: number) => rows.reduce((total, row) => total + gh[2 * row + offset]!, 0);
    const split = findSplit(matrix, histogramOf(example, rows), sum(0), sum(1), null, rules);
    const oracle = naiveBestGain(matrix, gh, rows, rules);
    expect(split === null).toBe(oracle === null);
    if (!split || !oracle) continue;
    splits++;
    expect(split.gain).toBeCloseTo(oracle.gain, 9);
    expect(split.leftHessian).toBeGreaterThanOrEqual(rules.minChildWeight);
    expect(sum(1) - split.leftHessian).toBeGreaterThanOrEqual(rules.minChildWeight);
  }
  expect(splits).toBeGreaterThan(30);
});
