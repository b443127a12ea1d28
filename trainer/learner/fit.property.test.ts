import {
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  float,
  integer,
  record,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, fit, predict } from './index.ts';

const strange = constantFrom(NaN, Infinity, -Infinity, 0, -0, 3.4028234e38, -3.4028234e38, 1e-45);
const cell = integer({ min: 0, max: 3 }).chain((kind) =>
  kind === 0 ? strange : kind === 1 ? constantFrom(1, 2, 3) : float({ noDefaultInfinity: true }),
);
const rows = array(tuple(cell, cell, constantFrom('', 'a', 'b', 'ç'), boolean()), {
  minLength: 2,
  maxLength: 120,
});
const parameters = record({
  iterations: integer({ min: 1, max: 6 }),
  maxDepth: integer({ min: 1, max: 5 }),
  maxLeaves: integer({ min: 2, max: 20 }),
  maxBins: integer({ min: 2, max: 255 }),
  growth: constantFrom('leaf' as const, 'depth' as const),
  l1: constantFrom(0, 0.5),
  l2: constantFrom(0, 1),
  minChildWeight: constantFrom(0, 0.5, 5),
  rowSample: constantFrom(1, 0.5),
  columnSample: constantFrom(1, 0.4),
  minCategoryRows: integer({ min: 1, max: 5 }),
});

test('whatever the rows hold, there is a model that answers with probabilities, and trees that add up', async () => {
  await assert(
    asyncProperty(rows, parameters, async (data, given) => {
      const label = Uint8Array.from(data, ([, , , failed]) => (failed ? 1 : 0));
      label.set([0, 1]);
      const features: Column[] = [
        { name: 'a', kind: 'number', values: Float32Array.from(data, ([a]) => a) },
        { name: 'b', kind: 'number', values: Float32Array.from(data, ([, b]) => b) },
        { name: 'constant', kind: 'number', values: new Float32Array(data.length).fill(4) },
        { name: 'nothing', kind: 'number', values: new Float32Array(data.length).fill(NaN) },
        { name: 'c', kind: 'category', values: data.map(([, , c]) => c) },
      ];
      const { trees, ...model } = await fit({
        features,
        label,
        validation: { features, label },
        parameters: given,
      });
      for (const p of predict({ trees, ...model }, features)) expect(p >= 0 && p <= 1).toBe(true);
      for (const { feature, left, right, cover, threshold } of trees) {
        feature.forEach((f, n) => {
          if (f < 0) return;
          expect(f).not.toBe(2);
          expect(threshold[n]).not.toBeNaN();
          expect(left[n]! > n && right[n]! > n).toBe(true);
          expect(cover[n]).toBe(cover[left[n]!]! + cover[right[n]!]!);
        });
      }
    }),
    { numRuns: 150 },
  );
});
