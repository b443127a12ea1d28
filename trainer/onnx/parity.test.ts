import * as ort from 'onnxruntime-web/wasm';
import { beforeAll, expect, test } from 'vitest';
import { fit, predict, type Column, type Model } from '../learner/index.ts';
import { seededRandom } from '../learner/random.ts';
import { syntheticDataset } from '../learner/testing/synthetic.ts';
import { readOnnx } from './read.ts';
import { writeOnnx } from './write.ts';

const options = { threshold: 0.1, productVersion: '0.1.0', metadata: { label: 'road_test_failed' } };
let model: Model;

beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  const train = syntheticDataset({ rows: 6000, features: 8, seed: 1, category: true });
  const validation = syntheticDataset({ rows: 2000, features: 8, seed: 2, category: true });
  model = await fit({ ...train, validation, parameters: { iterations: 120, learningRate: 0.15 } });
});

async function run(file: Uint8Array, columns: readonly Column[]) {
  const session = await ort.InferenceSession.create(file);
  const feeds = Object.fromEntries(
    columns.map(({ name, kind, values }) => [
      name,
      kind === 'number'
        ? new ort.Tensor('float32', values, [values.length, 1])
        : new ort.Tensor('string', [...values], [values.length, 1]),
    ]),
  );
  const { label, probabilities } = await session.run(feeds);
  if (!(label?.data instanceof BigInt64Array)) throw new Error('label is not int64');
  if (!(probabilities?.data instanceof Float32Array)) throw new Error('probabilities are not float32');
  return {
    label: label.data,
    labelDims: label.dims,
    probabilities: probabilities.data,
    dims: probabilities.dims,
  };
}

/** The float32 numbers next to x, by counting in its bits. */
function neighbours(x: number): number[] {
  const float = Float32Array.of(x);
  const bits = new Int32Array(float.buffer);
  const origin = bits[0]!;
  return [-1, 0, 1].map((step) => {
    bits[0] = origin + step;
    return float[0]!;
  });
}

/** Rows meant to go wrong: NaN, infinities, zeros, values on and beside thresholds, unseen categories. */
function nastyRows(rows: number): Column[] {
  const random = seededRandom(7);
  return model.features.map(({ name, kind }, f): Column => {
    if (kind === 'category') {
      const some = ['K2K2', '2R2R', '0Q0Q', '6UA1', 'A1A1', 'C9C9', '', 'never seen', 'ç'];
      return {
        name,
        kind,
        values: Array.from({ length: rows }, () => some[Math.floor(random() * some.length)]!),
      };
    }
    const near = model.trees.flatMap((tree) =>
      [...tree.threshold].filter((_, n) => tree.feature[n] === f).flatMap(neighbours),
    );
    const special = [NaN, Infinity, -Infinity, 0, -0, 3.4028234e38, -3.4028234e38, 1e-45];
    return {
      name,
      kind,
      values: Float32Array.from({ length: rows }, () => {
        const kindOfValue = random();
        if (kindOfValue < 0.6 && near.length > 0) return near[Math.floor(random() * near.length)]!;
        if (kindOfValue < 0.8) return special[Math.floor(random() * special.length)]!;
        return random() * 8 - 4;
      }),
    };
  });
}

test('ONNX Runtime answers what the learner answers, also beside thresholds and for strange values', async () => {
  const columns = nastyRows(100_000);
  const own = predict(model, columns);
  const { probabilities, dims, label, labelDims } = await run(writeOnnx(model, options), columns);
  expect(dims).toEqual([100_000, 2]);
  expect(labelDims).toEqual([100_000]);
  let largest = 0;
  let wrongLabels = 0;
  own.forEach((p, r) => {
    largest = Math.max(
      largest,
      Math.abs(p - probabilities[2 * r + 1]!),
      Math.abs(1 - p - probabilities[2 * r]!),
    );
    if (Math.abs(p - 0.1) > 1e-6 && label[r] !== (p >= 0.1 ? 1n : 0n)) wrongLabels++;
  });
  expect(model.trees.length).toBeGreaterThan(20);
  expect(model.calibration).not.toBeNull();
  expect(largest).toBeLessThanOrEqual(1e-6);
  expect(wrongLabels).toBe(0);
});

test('one row alone gets the same answer as among many', async () => {
  const columns = nastyRows(5);
  const file = writeOnnx(model, options);
  const { probabilities } = await run(file, columns);
  for (let r = 0; r < 5; r++) {
    const row = columns.map((c): Column =>
      c.kind === 'number'
        ? { ...c, values: c.values.slice(r, r + 1) }
        : { ...c, values: c.values.slice(r, r + 1) },
    );
    const alone = await run(file, row);
    expect(alone.probabilities[1]).toBeCloseTo(probabilities[2 * r + 1]!, 6);
  }
});

test('a model without trees, and one whose only category is rare, run too', async () => {
  const features: Column[] = [
    { name: 'constant', kind: 'number', values: new Float32Array(100).fill(3) },
    { name: 'rare', kind: 'category', values: Array.from({ length: 100 }, (_, r) => `c${r}`) },
  ];
  const label = Uint8Array.from({ length: 100 }, (_, r) => (r < 25 ? 1 : 0));
  const flat = await fit({ features, label });
  expect(flat.trees.every(({ feature }) => feature.length === 1)).toBe(true);
  const { probabilities } = await run(writeOnnx(flat, options), features);
  expect(probabilities[1]).toBeCloseTo(0.25, 4);
});

test('the file describes itself, and the same model gives the same bytes', () => {
  const file = writeOnnx(model, options);
  expect(Buffer.compare(file, writeOnnx(model, options))).toBe(0);
  const summary = readOnnx(file);
  expect(summary.producer).toBe('halle');
  expect(summary.inputs.map(({ name, type }) => `${name} ${type}`)).toEqual(
    model.features.map(({ name, kind }) => `${name} ${kind === 'number' ? 'float' : 'string'}`),
  );
  expect(summary.inputs[0]!.shape).toEqual([null, 1]);
  expect(summary.outputs).toEqual([
    { name: 'label', type: 'int64', shape: [null] },
    { name: 'probabilities', type: 'float', shape: [null, 2] },
  ]);
  expect(summary.metadata).toMatchObject({
    label: 'road_test_failed',
    threshold: '0.1',
    product_version: '0.1.0',
  });
  expect(JSON.parse(summary.metadata['features']!)).toEqual(model.features);
  expect(summary.operators).toContain('ai.onnx.ml:TreeEnsembleRegressor');
});

test('bytes that are no model are refused', () => {
  expect(() => readOnnx(new TextEncoder().encode('KNR,MODELO,COR'))).toThrow();
  expect(() => readOnnx(new Uint8Array())).toThrow('no ONNX graph');
});
