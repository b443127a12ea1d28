import { beforeAll, describe, expect, test } from 'vitest';
import { modelMetadataSchema } from '../../../shared/contracts/models.ts';
import { TreeExplainer } from '../../../shared/trees/explain.ts';
import { logOddsOf, marginOf } from '../../../shared/trees/forest.ts';
import { readForest } from '../../../shared/trees/read-forest.ts';
import { naiveShapley } from '../../../shared/trees/testing/naive-shapley.ts';
import { writeForest } from '../../../shared/trees/write-forest.ts';
import type { Column } from '../data.ts';
import { encodeColumns } from '../encode.ts';
import { fit, type Model, predict, predictMargin } from '../index.ts';
import { syntheticDataset } from '../testing/synthetic.ts';
import { dependenceOf, MOST_BINS } from './dependence.ts';
import { explainModel, MOST_CARS } from './explain-model.ts';
import { toForest } from './to-forest.ts';

let model: Model;
const unseen = syntheticDataset({ rows: 5000, features: 7, seed: 3, category: true }).features;

beforeAll(async () => {
  const train = syntheticDataset({ rows: 4000, features: 7, seed: 1, category: true });
  const validation = syntheticDataset({ rows: 2000, features: 7, seed: 2, category: true });
  model = await fit({ ...train, validation, parameters: { iterations: 100 } });
});

const rowOf = (columns: readonly Column[], r: number): Float32Array =>
  Float32Array.from(encodeColumns(model.features, columns), (column) => column[r]!);

test("the tree file answers the learner's own margin, and its contributions add up to the calibrated log-odds", () => {
  const forest = readForest(writeForest(toForest(model)));
  const explainer = new TreeExplainer(forest);
  const margin = predictMargin(model, unseen);
  const { slope, intercept } = model.calibration!;
  let largest = 0;
  for (let r = 0; r < 1000; r++) {
    const row = rowOf(unseen, r);
    expect(marginOf(forest, row)).toBe(margin[r]);
    const sum = explainer.contributions(row).reduce((a, b) => a + b, explainer.expected);
    largest = Math.max(largest, Math.abs(sum - (slope * margin[r]! + intercept)));
  }
  expect(largest).toBeLessThan(1e-9);
});

test('they are the Shapley values of the learned trees', () => {
  const forest = toForest({ ...model, trees: model.trees.slice(0, 5) });
  const explainer = new TreeExplainer(forest);
  for (let r = 0; r < 10; r++) {
    const row = rowOf(unseen, r);
    const { expected, values } = naiveShapley(forest, row);
    expect(explainer.expected).toBeCloseTo(expected, 9);
    explainer.contributions(row).forEach((value, f) => expect(value).toBeCloseTo(values[f]!, 9));
  }
});

test('importance and curves tell what the labels were made of, and fit the contract', async () => {
  const explained = (await explainModel(model, unseen))!;
  const { importance, dependence } = modelMetadataSchema.parse({
    name: 'a',
    algorithm: 'b',
    threshold: 0.1,
    carsTrained: 1,
    importance: explained.importance,
    dependence: explained.dependence,
  });
  expect(
    importance
      .map(({ feature }) => feature)
      .slice(0, 2)
      .toSorted(),
  ).toEqual(['color', 'x0']);
  expect(importance.at(-1)!.contribution).toBeLessThan(importance[0]!.contribution! / 5);
  expect(importance.find(({ feature }) => feature === 'x0')!.gain).toBe(
    model.importance.find(({ feature }) => feature === 'x0')!.gain,
  );
  const curve = dependence.find(({ feature }) => feature === 'x0')!;
  expect(curve.bins).toHaveLength(MOST_BINS);
  expect(curve.bins.at(-1)!.contribution).toBeGreaterThan(curve.bins[0]!.contribution + 1);
  expect(curve.missing!.contribution).toBeGreaterThan(0.5);
  const colors = dependence.find(({ feature }) => feature === 'color')!;
  const risky = colors.categories.filter(({ category }) => category === '0Q0Q' || category === 'A1A1');
  expect(risky).toHaveLength(2);
  for (const each of colors.categories) expect(each.contribution > 0).toBe(risky.includes(each));
  for (const { bins, categories, missing } of dependence) {
    const cars = [...bins, ...categories, ...(missing ? [missing] : [])].reduce(
      (sum, bin) => sum + bin.cars,
      0,
    );
    expect(cars).toBe(MOST_CARS);
  }
});

test('the same cars give the same bytes and figures; the mean size is that of the contributions', async () => {
  const few = unseen.map((c): Column => ({ ...c, values: c.values.slice(0, 50) }) as Column);
  const first = (await explainModel(model, few))!;
  expect(await explainModel(model, few)).toEqual(first);
  const explainer = new TreeExplainer(readForest(first.file));
  const f = model.features.findIndex(({ name }) => name === 'x0');
  let sum = 0;
  for (let r = 0; r < 50; r++) sum += Math.abs(explainer.contributions(rowOf(few, r))[f]!);
  expect(first.importance.find(({ feature }) => feature === 'x0')!.contribution).toBeCloseTo(sum / 50, 9);
});

test('without trees and without calibration the file answers the base rate, and nothing is important', async () => {
  const features: Column[] = [{ name: 'constant', kind: 'number', values: new Float32Array(100).fill(3) }];
  const flat = await fit({ features, label: Uint8Array.from({ length: 100 }, (_, r) => (r < 25 ? 1 : 0)) });
  const explained = (await explainModel(flat, features))!;
  expect(explained.dependence).toEqual([]);
  expect(explained.importance).toEqual([{ feature: 'constant', gain: 0, contribution: 0 }]);
  const logOdds = logOddsOf(readForest(explained.file), Float32Array.of(3));
  expect(1 / (1 + Math.exp(-logOdds))).toBeCloseTo(predict(flat, features)[0]!, 9);
});

test('a model too large to explain goes without', async () => {
  const tree = model.trees[0]!;
  expect(await explainModel({ ...model, trees: Array(10_000).fill(tree) }, unseen)).toBeNull();
});

describe('bins', () => {
  const bins = (values: number[], contribution = values) =>
    dependenceOf({ name: 'n', kind: 'number' }, Float32Array.from(values), Float64Array.from(contribution));

  test('few different values have one each', () => {
    expect(bins([2, 0, 0, NaN, 2, 2], [1, 2, 4, 8, 1, 1])).toEqual({
      feature: 'n',
      missing: { contribution: 8, cars: 1 },
      bins: [
        { from: 0, to: 0, mean: 0, contribution: 3, cars: 2 },
        { from: 2, to: 2, mean: 2, contribution: 1, cars: 3 },
      ],
      categories: [],
    });
  });

  test('many have bins of equally many cars; equal values stay together', () => {
    const even = bins(Array.from({ length: 1000 }, (_, i) => i)).bins;
    expect(even.map(({ cars }) => cars)).toEqual(Array(MOST_BINS).fill(50));
    expect(even[1]).toEqual({ from: 50, to: 99, mean: 74.5, contribution: 74.5, cars: 50 });
    const heavy = bins([...Array<number>(900).fill(0), ...Array.from({ length: 100 }, (_, i) => i + 1)]).bins;
    expect(heavy[0]).toMatchObject({ from: 0, to: 0, cars: 900 });
    expect(heavy.reduce((sum, { cars }) => sum + cars, 0)).toBe(1000);
    expect(heavy.length).toBeGreaterThan(2);
  });

  test('infinities are told as the largest numbers there are, nothing known as missing only', () => {
    expect(bins([Infinity, -Infinity, 1], [1, 2, 3]).bins.map(({ from }) => from)).toEqual([
      -3.402823e38, 1, 3.402823e38,
    ]);
    expect(bins([NaN, NaN], [1, 3])).toMatchObject({ bins: [], missing: { contribution: 2, cars: 2 } });
  });
});
