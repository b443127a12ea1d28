import { beforeAll, describe, expect, test } from 'vitest';
import type { FeatureRow } from '../../../shared/features/catalogue.ts';
import { TreeExplainer } from '../../../shared/trees/explain.ts';
import { readForest } from '../../../shared/trees/read-forest.ts';
import { onnxFileOf, someCars, trainedModel, treeFileOf } from '../../../tools/test/fixtures/models.ts';
import { loadModel, scoreRows, type LoadedModel } from '../_shared/onnx/model.ts';
import { forOperator } from './for-operator.ts';
import { CARS_EXPLAINED, scoreCars, type Asked } from './score-cars.ts';

const rows: FeatureRow[] = someCars(CARS_EXPLAINED, 6).map(({ row }) => row);
const cars = rows.map((features, i) => ({ knr: `2024-${String(i).padStart(7, '0')}`, features }));
const typical = { failures_total: 3.5, engine: 'CWL' };
let model: LoadedModel;
let asked: Asked;

beforeAll(async () => {
  const trained = await trainedModel(8);
  model = await loadModel(onnxFileOf(trained));
  const explainer = new TreeExplainer(readForest(treeFileOf(trained)));
  const drawn = new Set<string>();
  asked = { threshold: 0.3, explainer, typical, importance: [{ feature: 'failures_total', gain: 1 }], drawn };
});

test('the long test is told what speaks for a failure, the short one what speaks against it, strongest first', async () => {
  const predictions = await scoreCars(model, cars, asked);
  const [long, short] = Map.groupBy(predictions, (each) => each.decision).values();
  expect(long!.length).toBeGreaterThan(5);
  expect(short!.length).toBeGreaterThan(5);
  for (const { decision, reasons, knr } of predictions) {
    const sign = decision === 'long' ? 1 : -1;
    expect(reasons.length).toBeLessThanOrEqual(3);
    const sizes = reasons.map(({ contribution }) => sign * contribution!);
    expect(sizes.every((size) => size > 0)).toBe(true);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    const row = cars.find((car) => car.knr === knr)!.features;
    for (const reason of reasons) {
      expect(sign * reason.effect!).toBeGreaterThanOrEqual(0.001);
      expect(reason.value).toEqual(row[reason.feature]);
    }
  }
  const features = predictions.flatMap(({ reasons }) => reasons.map(({ feature }) => feature));
  expect(features.filter((name) => name === 'failures_total').length).toBeGreaterThan(cars.length / 2);
});

test('a reason has the value, what is typical, and its effect on the probability', async () => {
  const row: FeatureRow = { ...rows[0], engine: 'DSN', failures_total: 7 };
  const [prediction] = await scoreCars(model, [{ knr: null, features: row }], asked);
  const [probability] = await scoreRows(model, [row]);
  const reason = prediction!.reasons.find(({ feature }) => feature === 'engine')!;
  expect(reason).toMatchObject({ value: 'DSN', typical: 'CWL' });
  const without = Math.log(probability! / (1 - probability!)) - reason.contribution!;
  expect(reason.effect).toBeCloseTo(probability! - 1 / (1 + Math.exp(-without)), 5);
});

test('a batch too large for sentences has none; a model without trees is asked what if', async () => {
  const many = [...cars, cars[0]!];
  expect((await scoreCars(model, many, asked)).every(({ reasons }) => reasons.length === 0)).toBe(true);
  const whatIf = await scoreCars(model, cars.slice(0, 20), { ...asked, explainer: null });
  const told = whatIf.flatMap(({ reasons }) => reasons);
  expect(told.length).toBeGreaterThan(0);
  expect(told.every(({ contribution, effect }) => contribution === undefined && effect! > 0)).toBe(true);
});

test('a car about which too little is known is sent to the long test without a reason', async () => {
  const [prediction] = await scoreCars(model, [{ knr: null, features: { failures_total: 9 } }], asked);
  expect(prediction).toMatchObject({ decision: 'long', tooLittleData: true, probability: null, reasons: [] });
});

describe('the audit lane', () => {
  const drawn = new Set(cars.map(({ knr }) => knr));

  test('is the long test for cars that the model says short of, with the reasons of one', async () => {
    const alone = await scoreCars(model, cars, asked);
    const audited = await scoreCars(model, cars, { ...asked, drawn });
    audited.forEach((prediction, index) => {
      const { decision, probability } = alone[index]!;
      expect(prediction).toMatchObject({
        decision: 'long',
        probability,
        lane: decision === 'long' ? 'model' : 'audit',
      });
      expect(prediction.reasons.length).toBeGreaterThan(0);
      expect(prediction.reasons.every(({ contribution }) => contribution! > 0)).toBe(true);
    });
    expect(new Set(audited.map(({ lane }) => lane)).size).toBe(2);
  });

  test('takes no car of which too little is known, and none that the caller describes', async () => {
    const short = (await scoreCars(model, cars, asked)).findIndex(({ decision }) => decision === 'short');
    const described = [{ knr: null, features: cars[short]!.features }];
    expect(await scoreCars(model, described, { ...asked, drawn })).toMatchObject([
      { decision: 'short', lane: null },
    ]);
    const unknown = [{ knr: cars[0]!.knr, features: { failures_total: 9 } }];
    expect(await scoreCars(model, unknown, { ...asked, drawn })).toMatchObject([
      { decision: 'long', lane: null, tooLittleData: true },
    ]);
  });

  test('cannot be told from another long test by what an operator gets', async () => {
    const all = await scoreCars(model, cars, { ...asked, drawn });
    const lanes = Map.groupBy(all, ({ lane }) => lane);
    const shapes = ['model', 'audit'].map((lane) => {
      const told = lanes.get(lane as 'model' | 'audit')!.map(forOperator);
      const shape = (value: unknown): unknown =>
        Array.isArray(value)
          ? [...new Set(value.map((each) => JSON.stringify(shape(each))))].toSorted()
          : value !== null && typeof value === 'object'
            ? Object.fromEntries(
                Object.entries(value).map(([key, each]) => [
                  key,
                  ['value', 'typical', 'feature', 'knr'].includes(key) ? '' : shape(each),
                ]),
              )
            : value;
      return shape(told);
    });
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[0]).toHaveLength(1);
    expect(JSON.stringify(shapes[0])).not.toMatch(/audit|0\.\d/);
  });
});
