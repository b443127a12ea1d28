import { describe, expect, test } from 'vitest';
import { rowEncoder } from './encode-row.ts';
import { TreeExplainer } from './explain.ts';
import { FOREST_LIMITS, type Forest, ForestError } from './forest.ts';
import { gaussLegendre } from './quadrature.ts';
import { gapOf, naiveShapley } from './testing/naive-shapley.ts';
import { seededRandom } from '../random.ts';
import { randomCell, randomForest } from './testing/random-forest.ts';

function rowsOf(forest: Forest, count: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  const encode = rowEncoder(forest);
  return Array.from({ length: count }, () => {
    const cells = new Map(forest.features.map((feature) => [feature.name, randomCell(random, feature)]));
    return encode((name) => cells.get(name));
  });
}

const largest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);

describe('the Shapley values by their definition', () => {
  test.each(Array.from({ length: 40 }, (_, i) => i + 1))('of forest %d', (seed) => {
    const shape = { seed, trees: 1 + (seed % 4), features: 3 + (seed % 6), depth: 1 + (seed % 7) };
    const forest = randomForest({ ...shape, empty: seed % 3 === 0 ? 0.3 : 0 });
    const explainer = new TreeExplainer(forest);
    for (const row of rowsOf(forest, 6, seed)) {
      const { expected, values } = naiveShapley(forest, row);
      const own = explainer.contributions(row);
      expect(explainer.expected).toBeCloseTo(expected, 10);
      expect(largest(values.map((value, f) => value - own[f]!))).toBeLessThan(1e-10);
    }
  });
});

test('with the expected value they add up to the log-odds, for NaN, infinities and unknown categories too', () => {
  const gaps: number[] = [];
  for (let seed = 1; seed <= 8; seed++) {
    const forest = randomForest({
      seed,
      trees: 300,
      features: 60,
      depth: seed === 8 ? 16 : 6,
      early: seed === 8 ? 0.4 : 0.05,
    });
    const explainer = new TreeExplainer(forest);
    for (const row of rowsOf(forest, 50, seed)) {
      gaps.push(gapOf(forest, row, explainer.expected, explainer.contributions(row)));
    }
  }
  expect(largest(gaps)).toBeLessThan(1e-9);
});

test('a feature that no split uses has exactly 0, in a constant forest every one has', () => {
  const forest = randomForest({ seed: 5, trees: 30, features: 9, depth: 5 });
  const [row] = rowsOf(forest, 1, 5);
  expect(new TreeExplainer(forest).contributions(row!)[8]).toBe(0);
  const flat = randomForest({ seed: 5, trees: 3, features: 9, depth: 0 });
  const explainer = new TreeExplainer(flat);
  expect([...explainer.contributions(row!)]).toEqual(Array(9).fill(0));
  expect(gapOf(flat, row!, explainer.expected, [])).toBe(0);
  const none = randomForest({ seed: 5, trees: 0, features: 9, depth: 0 });
  expect(new TreeExplainer(none).expected).toBeCloseTo(0.9 * -2.5 - 0.1, 6);
});

test('two features that the trees treat alike get the same', () => {
  // x0 <= 0 ? (x1 <= 0 ? a : b) : (x1 <= 0 ? b : c), with covers that are symmetric too, in both orders.
  const forest: Forest = {
    features: [
      { name: 'x0', kind: 'number' },
      { name: 'x1', kind: 'number' },
    ],
    baseScore: 0,
    calibration: null,
    roots: Uint32Array.of(0, 7),
    feature: Int16Array.of(0, 1, -1, -1, 1, -1, -1, 1, 0, -1, -1, 0, -1, -1),
    number: Float32Array.of(0, 0, 1, 2, 0, 2, 5, 0, 0, 1, 2, 0, 2, 5),
    missingLeft: new Uint8Array(14),
    right: Uint32Array.of(4, 3, 0, 0, 6, 0, 0, 11, 10, 0, 0, 13, 0, 0),
    cover: Float64Array.of(100, 50, 40, 10, 50, 10, 40, 100, 50, 40, 10, 50, 10, 40),
  };
  const [a, b] = new TreeExplainer(forest).contributions(Float32Array.of(1, 1));
  expect(a).toBeCloseTo(b!, 12);
  expect(a).toBeGreaterThan(0);
});

test('one split: the difference to the mean by the covers', () => {
  const forest: Forest = {
    features: [{ name: 'x0', kind: 'number' }],
    baseScore: 0.5,
    calibration: null,
    roots: Uint32Array.of(0),
    feature: Int16Array.of(0, -1, -1),
    number: Float32Array.of(1, -1, 3),
    missingLeft: Uint8Array.of(1, 0, 0),
    right: Uint32Array.of(2, 0, 0),
    cover: Float64Array.of(4, 3, 1),
  };
  const explainer = new TreeExplainer(forest);
  expect(explainer.expected).toBeCloseTo(0.5, 12);
  expect(explainer.contributions(Float32Array.of(2))[0]).toBeCloseTo(3, 12);
  expect(explainer.contributions(Float32Array.of(NaN))[0]).toBeCloseTo(-1, 12);
});

test('a row is explained the same whatever was explained before it', () => {
  const forest = randomForest({ seed: 9, trees: 20, features: 12, depth: 6 });
  const explainer = new TreeExplainer(forest);
  const rows = rowsOf(forest, 20, 9);
  const first = rows.map((row) => explainer.contributions(row));
  expect(
    rows
      .toReversed()
      .map((row) => explainer.contributions(row))
      .toReversed(),
  ).toEqual(first);
});

test('a forest whose numbers would not fit is refused with a sentence', () => {
  const forest = randomForest({ seed: 1, trees: 10, features: 60, depth: 13, early: 0 });
  expect(forest.feature.length).toBeLessThan(FOREST_LIMITS.nodes);
  expect(() => new TreeExplainer(forest)).toThrow(ForestError);
});

test('the quadrature integrates polynomials of degree 2n - 1 exactly', () => {
  for (let points = 1; points <= 32; points++) {
    const { place, weight } = gaussLegendre(points);
    for (const degree of [0, 1, points, 2 * points - 1]) {
      const sum = place.reduce((all, t, q) => all + weight[q]! * t ** degree, 0);
      expect(sum).toBeCloseTo(1 / (degree + 1), 12);
    }
    expect(place.every((t) => t > 0 && t < 1)).toBe(true);
  }
});
