import { expect, test } from 'vitest';
import { rocAuc } from '../../shared/metrics/ranking.ts';
import { fit, LearnerError, predict, predictMargin, type Column } from './index.ts';
import { logLoss } from './objective/log-loss.ts';
import { seededRandom } from './random.ts';
import { syntheticDataset } from './testing/synthetic.ts';

const numbers = (name: string, values: Iterable<number>): Column => ({
  name,
  kind: 'number',
  values: Float32Array.from(values),
});
const mean = (v: ArrayLike<number>) => Array.from(v).reduce((a, b) => a + b, 0) / v.length;
const refused = (options: Parameters<typeof fit>[0]) => expect(fit(options)).rejects;
const json = (model: object) =>
  JSON.stringify(model, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Buffer.from(value.buffer).toString('base64') : value,
  );

test('it ranks unseen rows far better than chance, and a calibrated probability means what it says', async () => {
  const train = syntheticDataset({ rows: 20_000, features: 10, seed: 1, category: true });
  const validation = syntheticDataset({ rows: 6000, features: 10, seed: 2, category: true });
  const unseen = syntheticDataset({ rows: 10_000, features: 10, seed: 3, category: true });
  const model = await fit({ ...train, validation, parameters: { learningRate: 0.1, maxDepth: 4 } });
  const probability = predict(model, unseen.features);
  expect(rocAuc(probability, unseen.label)).toBeGreaterThan(0.82);
  expect(Math.abs(mean(probability) - mean(unseen.label))).toBeLessThan(0.01);
  const used = model.importance.slice(0, 7).map(({ feature }) => feature);
  expect(used.toSorted()).toEqual(['color', 'x0', 'x1', 'x2', 'x3', 'x4', 'x5']);
});

test('early stopping keeps the trees with the lowest validation loss', async () => {
  const train = syntheticDataset({ rows: 1500, features: 10, seed: 1 });
  const validation = syntheticDataset({ rows: 1500, features: 10, seed: 2 });
  const parameters = { iterations: 400, learningRate: 0.3, earlyStoppingRounds: 10 };
  const model = await fit({ ...train, validation, parameters });
  const least = Math.min(...model.validationLoss);
  expect(model.validationLoss.indexOf(least) + 1).toBe(model.bestIteration);
  expect(model.validationLoss).toHaveLength(model.bestIteration + 10);
  expect(model.trees).toHaveLength(model.bestIteration);
  expect(logLoss(predictMargin(model, validation.features), validation.label)).toBeCloseTo(least, 12);
});

test('the same data, parameters and seed give the same bytes; another seed another model', async () => {
  const data = syntheticDataset({ rows: 2000, features: 6, seed: 1, category: true });
  const parameters = { iterations: 20, rowSample: 0.7, columnSample: 0.5, seed: 5 };
  const first = json(await fit({ ...data, parameters }));
  expect(json(await fit({ ...data, parameters }))).toBe(first);
  expect(json((await fit({ ...data, parameters: { ...parameters, seed: 6 } })).trees)).not.toBe(
    json((await fit({ ...data, parameters })).trees),
  );
});

test('the order of the rows does not change a bit of the model', async () => {
  const data = syntheticDataset({ rows: 2000, features: 6, seed: 1 });
  const random = seededRandom(3);
  const order = Array.from({ length: 2000 }, (_, r) => ({ r, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ r }) => r);
  const shuffled = {
    label: Uint8Array.from(order, (r) => data.label[r]!),
    features: data.features.map((c) =>
      numbers(
        c.name,
        order.map((r) => Number(c.values[r])),
      ),
    ),
  };
  const parameters = { iterations: 20 };
  expect(json(await fit({ ...shuffled, parameters }))).toBe(json(await fit({ ...data, parameters })));
});

test('a known tree is recovered: its features, its thresholds, its leaves', async () => {
  const random = seededRandom(1);
  const a = Array.from({ length: 8000 }, () => Math.floor(random() * 10));
  const b = Array.from({ length: 8000 }, () => Math.floor(random() * 10));
  // a <= 3 fails in 10%; else b <= 6 fails in 50%, b > 6 in 90%.
  const label = Uint8Array.from(a, (x, r) => (random() < (x <= 3 ? 0.1 : b[r]! <= 6 ? 0.5 : 0.9) ? 1 : 0));
  const features = [
    numbers(
      'noise',
      a.map(() => random()),
    ),
    numbers('a', a),
    numbers('b', b),
  ];
  const model = await fit({
    features,
    label,
    parameters: { iterations: 1, learningRate: 1, maxLeaves: 3, l2: 0 },
  });
  const tree = model.trees[0]!;
  expect([...tree.feature]).toEqual([1, -1, 2, -1, -1]);
  expect([tree.threshold[0], tree.threshold[2]]).toEqual([3.5, 6.5]);
  expect(tree.cover[0]).toBeCloseTo(tree.cover[1]! + tree.cover[2]!, 12);
  expect(tree.value[1]).toBeLessThan(tree.value[3]!);
  expect(tree.value[3]).toBeLessThan(tree.value[4]!);
});

test('missing values go to the side where they belong, also where only they tell anything', async () => {
  const random = seededRandom(2);
  const x = Array.from({ length: 4000 }, () => (random() < 0.2 ? NaN : random()));
  const label = Uint8Array.from(x, (v) => (random() < (Number.isNaN(v) ? 0.9 : 0.1) ? 1 : 0));
  const model = await fit({ features: [numbers('x', x)], label });
  const [missing, low, high] = predict(model, [numbers('x', [NaN, 0.1, Infinity])]);
  expect(missing).toBeGreaterThan(0.8);
  expect(low).toBeLessThan(0.3);
  expect(high).toBeLessThan(0.3);
});

test('categories are learned; an unseen one is answered as a missing one', async () => {
  const random = seededRandom(4);
  const colors = Array.from({ length: 4000 }, () => ['red', 'blue', 'green'][Math.floor(random() * 3)]!);
  const label = Uint8Array.from(colors, (c) => (random() < (c === 'blue' ? 0.8 : 0.1) ? 1 : 0));
  const model = await fit({ features: [{ name: 'color', kind: 'category', values: colors }], label });
  const asked = ['blue', 'red', 'green', '', 'mauve'];
  const [blue, red, green, missing, unseen] = predict(model, [
    { name: 'color', kind: 'category', values: asked },
  ]);
  expect(blue).toBeCloseTo(0.8, 1);
  expect(Math.max(red!, green!)).toBeLessThan(0.15);
  expect(unseen).toBe(missing);
});

test('columns of one value or none change nothing', async () => {
  const data = syntheticDataset({ rows: 1000, features: 4, seed: 1 });
  const nothing = [
    numbers('constant', new Float32Array(1000).fill(5)),
    numbers('nan', new Float32Array(1000).fill(NaN)),
  ];
  const parameters = { iterations: 10 };
  const model = await fit({ ...data, features: [...data.features, ...nothing], parameters });
  expect(json(model.trees)).toBe(json((await fit({ ...data, parameters })).trees));
});

test('what cannot be learned from is refused with the reason', async () => {
  const features = [numbers('x', [1, 2, 3])];
  await refused({ features, label: Uint8Array.of(0, 0, 0) }).toThrow('all 3 labels are 0');
  await refused({ features, label: Uint8Array.of(0, 1) }).toThrow('the label has 2 rows');
  await refused({ features: [], label: Uint8Array.of(0, 1) }).toThrow('no features');
  await refused({ features, label: Uint8Array.of(0, 1, 2) }).toThrow('0 or 1');
  await refused({ features: [...features, ...features], label: Uint8Array.of(0, 1, 1) }).toThrow('twice');
  await refused({ features, label: Uint8Array.of(0, 1, 1), parameters: { maxBins: 256 } }).toThrow('maxBins');
  const model = await fit({ features, label: Uint8Array.of(0, 1, 1) });
  expect(() => predict(model, [numbers('y', [1])])).toThrow(LearnerError);
});

test('progress is told after each tree, and aborting stops between two trees', async () => {
  const data = syntheticDataset({ rows: 8000, features: 20, seed: 1 });
  const controller = new AbortController();
  const seen: number[] = [];
  const running = fit({
    ...data,
    parameters: { iterations: 5000 },
    signal: controller.signal,
    onProgress: (iteration) => seen.push(iteration),
  });
  setTimeout(() => controller.abort(new Error('cancelled by a person')), 150);
  const start = performance.now();
  await expect(running).rejects.toThrow('cancelled by a person');
  expect(performance.now() - start).toBeLessThan(1000);
  expect(seen.slice(0, 3)).toEqual([1, 2, 3]);
});

test('the model has the same bytes, however many threads worked on it', async () => {
  const data = syntheticDataset({ rows: 3000, features: 7, seed: 1, category: true });
  const validation = syntheticDataset({ rows: 900, features: 7, seed: 2, category: true });
  for (const parameters of [
    { iterations: 15 },
    { iterations: 15, rowSample: 0.6, columnSample: 0.6, maxLeaves: 9 },
    { iterations: 15, growth: 'depth' as const, maxLeaves: 11, monotone: { x0: 1 as const } },
  ]) {
    const alone = json(await fit({ ...data, validation, parameters, team: 1 }));
    for (const team of [2, 3]) expect(json(await fit({ ...data, validation, parameters, team }))).toBe(alone);
  }
});

test('held-out rows go down the trees by their bins as by their numbers', async () => {
  const data = syntheticDataset({ rows: 2000, features: 6, seed: 1, category: true });
  const strange = syntheticDataset({ rows: 800, features: 6, seed: 9, category: true });
  strange.features.forEach(({ values, kind }) => {
    if (kind === 'number') values.set([Infinity, -Infinity, 0, -0, 1e30, -1e30], 10);
  });
  const model = await fit({ ...data, validation: strange, parameters: { iterations: 30, rowSample: 0.5 } });
  const loss = logLoss(predictMargin(model, strange.features), strange.label);
  expect(model.validationLoss[model.bestIteration - 1]).toBeCloseTo(loss, 12);
});

test('a row that counts twice is two rows, and one that counts nothing is none', async () => {
  const random = seededRandom(6);
  const x = Array.from({ length: 600 }, () => Math.floor(random() * 40));
  const label = Uint8Array.from(x, (v) => (random() < v / 60 ? 1 : 0));
  const weight = Float64Array.from(x, () => Math.floor(random() * 3));
  const repeated = [...x.keys()].flatMap((r) => Array.from({ length: weight[r]! }, () => r));
  const parameters = { iterations: 20, minChildWeight: 2 };
  const weighted = await fit({ features: [numbers('x', x)], label, weight, parameters });
  const plain = await fit({
    features: [
      numbers(
        'x',
        repeated.map((r) => x[r]!),
      ),
    ],
    label: Uint8Array.from(repeated, (r) => label[r]!),
    parameters,
  });
  const asked = [
    numbers(
      'x',
      Array.from({ length: 40 }, (_, v) => v),
    ),
  ];
  const [a, b] = [predict(weighted, asked), predict(plain, asked)];
  a.forEach((p, i) => expect(p).toBeCloseTo(b[i]!, 4));
});

test('leaf-wise makes the split with the highest gain first, depth-wise all of a depth before those below', async () => {
  const data = syntheticDataset({ rows: 4000, features: 6, seed: 3 });
  const grown = async (growth: 'leaf' | 'depth', maxLeaves: number) => {
    const parameters = { iterations: 1, growth, maxLeaves, maxDepth: 6 };
    return (await fit({ ...data, parameters })).trees[0]!;
  };
  const total = (tree: { gain: Float64Array }) => tree.gain.reduce((sum, gain) => sum + gain, 0);
  const depths = ({ left, right }: { left: Int32Array; right: Int32Array }) => {
    const depth = new Int32Array(left.length);
    left.forEach((child, n) => {
      if (child >= 0) depth[child] = depth[right[n]!] = depth[n]! + 1;
    });
    return depth;
  };
  const [leafWise, depthWise] = [await grown('leaf', 8), await grown('depth', 8)];
  expect(leafWise.left.filter((child) => child < 0)).toHaveLength(8);
  expect(depthWise.left.filter((child) => child < 0)).toHaveLength(8);
  expect(Math.max(...depths(depthWise))).toBe(3);
  expect(Math.max(...depths(leafWise))).toBeGreaterThan(3);
  expect(total(leafWise)).toBeGreaterThan(total(depthWise));
  // With room for all, both are the same tree.
  expect(json(await grown('leaf', 64))).toBe(json(await grown('depth', 64)));
});

test('sums are conserved: a node weighs what its children weigh', async () => {
  const data = syntheticDataset({ rows: 2000, features: 6, seed: 4 });
  const { trees } = await fit({ ...data, parameters: { iterations: 10, minChildWeight: 0.5 } });
  for (const { left, right, cover } of trees) {
    left.forEach((child, n) => {
      if (child >= 0) expect(cover[n]).toBe(cover[child]! + cover[right[n]!]!);
    });
  }
});

test('a feature with a direction never turns, whatever the other features', async () => {
  for (let seed = 1; seed <= 4; seed++) {
    const data = syntheticDataset({ rows: 3000, features: 6, seed, category: true });
    const monotone = { x0: -1 as const, x4: 1 as const, x2: 1 as const };
    const parameters = { iterations: 40, learningRate: 0.3, minChildWeight: 0.1, l2: 0.1, monotone };
    const model = await fit({ ...data, parameters });
    const random = seededRandom(seed);
    for (const [name, direction] of Object.entries(monotone)) {
      for (let car = 0; car < 60; car++) {
        const row = Math.floor(random() * 3000);
        const asked = data.features.map((column): Column => {
          if (column.kind === 'category') return { ...column, values: Array(81).fill(column.values[row]!) };
          const own =
            column.name === name ? (_: unknown, i: number) => (i - 40) / 10 : () => column.values[row]!;
          return { ...column, values: Float32Array.from({ length: 81 }, own) };
        });
        const margin = predictMargin(model, asked);
        for (let i = 1; i < 81; i++)
          expect(direction * (margin[i]! - margin[i - 1]!), `${name} seed ${seed}`).toBeGreaterThanOrEqual(0);
      }
    }
    // The directions are against the data's own, so they do bind.
    expect(Object.keys(monotone).some((name) => name === 'x0')).toBe(true);
  }
  const features = [numbers('x', [1, 2, 3])];
  await refused({ features, label: Uint8Array.of(0, 1, 1), parameters: { monotone: { y: 1 } } }).toThrow(
    'y has',
  );
});

test('a large tree is cancelled within a second', async () => {
  const data = syntheticDataset({ rows: 150_000, features: 30, seed: 1 });
  const controller = new AbortController();
  const running = fit({
    ...data,
    parameters: { iterations: 500, maxLeaves: 1024, maxDepth: 12 },
    signal: controller.signal,
  });
  let asked = 0;
  setTimeout(() => {
    asked = performance.now();
    controller.abort(new Error('cancelled by a person'));
  }, 1500);
  await expect(running).rejects.toThrow('cancelled by a person');
  expect(performance.now() - asked).toBeLessThan(1000);
});
