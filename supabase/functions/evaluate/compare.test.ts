import { expect, test } from 'vitest';
import { compareSides, type Side } from './compare.ts';

const side = (id: number, probability: number[]): Side => ({
  id,
  name: `m${id}`,
  threshold: 0.5,
  baseRate: null,
  probability: Float32Array.from(probability),
});

const cars = (n: number) => Array.from({ length: n }, () => '');
const values = (n: number) => ({ engine: cars(n), color: cars(n), month: cars(n), checkpoint: cars(n) });

test('the paired table counts each car once, failures and passes apart', () => {
  const label = [1, 1, 1, 1, 0, 0, 0, 0];
  const mine = side(1, [0.9, 0.9, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1]);
  const other = side(2, [0.9, 0.1, 0.9, 0.1, 0.1, 0.9, 0.5, 0.1]);
  const { paired, naive, model } = compareSides(mine, other, label, values(8));
  expect(paired).toEqual({
    failures: { both: 1, onlyModel: 1, onlyAgainst: 1, neither: 1 },
    passes: { both: 0, onlyModel: 1, onlyAgainst: 2, neither: 1 },
  });
  expect(model.metrics.confusion).toEqual({ tp: 2, fp: 1, fn: 2, tn: 3 });
  // As many long tests as the model, at the window's own rate.
  expect(naive.confusion.tp + naive.confusion.fp).toBe(3);
  expect(naive.threshold).toBe(0.5);
});

test('of one model its capacity is told with its own long tests among the points, of two the comparison tells it', () => {
  const label = [1, 0, 1, 0];
  const mine = side(1, [0.9, 0.8, 0.2, 0.1]);
  const { model } = compareSides(mine, null, label, values(4));
  expect(model.capacity).toContainEqual({ longTests: 2, caught: 1, threshold: expect.closeTo(0.5, 6) });
  expect(model.scores!.reduce((sum, bin) => sum + bin.failed + bin.passed, 0)).toBe(4);
  expect(model.segments!.find(({ by }) => by === 'engine')).toMatchObject({ longTests: 2, caught: 1 });
  expect(compareSides(mine, side(2, [0.1, 0.1, 0.1, 0.1]), label, values(4)).model.capacity).toBeUndefined();
});
