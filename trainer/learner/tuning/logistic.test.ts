import { describe, expect, it } from 'vitest';
import type { Column } from '../data.ts';
import { syntheticDataset } from '../testing/synthetic.ts';
import { layOut } from './design.ts';
import { minimise } from './lbfgs.ts';
import { fitLogistic, predictLogistic } from './logistic.ts';

const numbers = (name: string, values: number[]): Column => ({
  name,
  kind: 'number',
  values: Float32Array.from(values),
});
const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

describe('fitLogistic', () => {
  // 40 rows at 0 of which 10 are positive, 60 at 1 of which 45 are.
  const x = [...repeat(40, 0), ...repeat(60, 1)];
  const label = Uint8Array.from([...repeat(10, 1), ...repeat(30, 0), ...repeat(45, 1), ...repeat(15, 0)]);

  it('without a penalty gives each cell of a two-by-two table its rate', async () => {
    const model = await fitLogistic({ features: [numbers('x', x)], label }, { l2: 0, tolerance: 1e-8 });
    const probability = predictLogistic(model, [numbers('x', [0, 1])]);
    expect(probability[0]).toBeCloseTo(0.25, 5);
    expect(probability[1]).toBeCloseTo(0.75, 5);
    // Log odds ratio of the table, log((45/15) / (10/30)) = log 9, a deviation of x being sqrt(0.6 × 0.4).
    expect(model.weights[0]).toBeCloseTo(Math.log(9) * Math.sqrt(0.24), 4);
  });

  it('with a penalty ends where the penalty’s pull equals the data’s', async () => {
    const dataset = syntheticDataset({ rows: 600, features: 5, seed: 3, category: true });
    const { design, intercept, weights } = await fitLogistic(dataset, { l2: 7, tolerance: 1e-8 });
    const laid = layOut(design, dataset.features, 600);
    const pull = new Float64Array(weights.length + 1);
    for (let r = 0; r < 600; r++) {
      const row = laid.subarray(r * weights.length, (r + 1) * weights.length);
      const margin = row.reduce((sum, value, p) => sum + value * weights[p]!, intercept);
      const residual = 1 / (1 + Math.exp(-margin)) - dataset.label[r]!;
      row.forEach((value, p) => (pull[p]! += residual * value));
      pull[weights.length]! += residual;
    }
    weights.forEach((w, p) => expect(pull[p]! + 7 * w).toBeCloseTo(0, 2));
    expect(pull[weights.length]).toBeCloseTo(0, 2);
  });

  it('learns that missing is a value of its own, and reads categories, rare and new ones as none', async () => {
    const missing = numbers('x', label.length ? [...label].map((y, i) => (y ? NaN : i % 3)) : []);
    const color: Column = {
      name: 'color',
      kind: 'category',
      values: [...label].map((_, i) => (i < 5 ? 'rare' : i % 2 ? 'red' : 'blue')),
    };
    const model = await fitLogistic({ features: [missing, color], label });
    expect(model.design.pieces.map((piece) => [piece.name, piece.kind])).toEqual([
      ['x', 'number'],
      ['x', 'missing'],
      ['color', 'category'],
      ['color', 'category'],
    ]);
    const scored = predictLogistic(model, [
      numbers('x', [NaN, 1, 1, Infinity]),
      { name: 'color', kind: 'category', values: ['red', 'red', 'green', 'red'] },
    ]);
    expect(scored[0]).toBeGreaterThan(0.9);
    expect(scored[1]).toBeLessThan(0.1);
    expect(scored.every((p) => p > 0 && p < 1)).toBe(true);
    expect(scored[3]).toBe(scored[0]);
  });

  it('is not carried away by a value that a broken sensor makes', async () => {
    const dataset = syntheticDataset({ rows: 500, features: 3, seed: 5 });
    const model = await fitLogistic(dataset);
    const one = (value: number) =>
      ['x0', 'x1', 'x2'].map((name) => numbers(name, [name === 'x0' ? value : 0]));
    expect(predictLogistic(model, one(1e30))[0]).toBe(predictLogistic(model, one(1000))[0]);
  });
});

describe('minimise', () => {
  it('finds the bottom of a long, narrow valley', async () => {
    const scale = [1, 10, 100, 1000];
    const bottom = [3, -1, 0.5, 2];
    const found = await minimise(
      (w, gradient) => {
        let loss = 0;
        scale.forEach((s, i) => {
          loss += (s / 2) * (w[i]! - bottom[i]!) ** 2;
          gradient[i] = s * (w[i]! - bottom[i]!);
        });
        return loss;
      },
      4,
      { tolerance: 1e-8, iterations: 200 },
    );
    bottom.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 6));
  });
});
