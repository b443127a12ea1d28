import { array, assert, asyncProperty, float, integer } from 'fast-check';
import { expect, test } from 'vitest';
import { Team } from '../team/team.ts';
import { makeWorkspace } from '../team/workspace.ts';
import { binColumn } from './bin-column.ts';
import { orderCategories } from './categories.ts';
import { between, findEdges } from './edges.ts';

const values = array(float(), { minLength: 1, maxLength: 300 }).map((v) => Float32Array.from(v));

/** The column's bins, of rows to learn from and, the same again, of held-out ones; and the bin of missing values. */
async function binsOf(column: Float32Array, maxBins: number) {
  const rows = column.length;
  const size = { rows, heldOut: rows, features: 1, members: 1, maxLeaves: 2, slots: 1 };
  const space = makeWorkspace(size);
  const desk = await (await Team.start(1)).enter(space);
  const { buffer } = space.memory;
  for (const part of [0, rows]) new Float32Array(buffer, space.column + part * 4, rows).set(column);
  binColumn(desk, 0, 0, maxBins);
  expect(new Uint8Array(buffer, space.heldOutBins, rows)).toEqual(new Uint8Array(buffer, space.bins, rows));
  return { bins: new Uint8Array(buffer, space.bins, rows), missing: desk.missingBins[0] };
}

test('edges ascend strictly, and a bin holds exactly edges[i-1] < x <= edges[i], whatever the values', async () => {
  await assert(
    asyncProperty(values, integer({ min: 2, max: 255 }), async (column, maxBins) => {
      const edges = findEdges(column, maxBins);
      expect(edges.length).toBeLessThan(maxBins);
      for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1]!);
      const { bins, missing } = await binsOf(column, maxBins);
      column.forEach((x, r) => {
        if (Number.isNaN(x)) expect(bins[r]).toBe(missing);
        else {
          const b = bins[r]!;
          expect(x <= (edges[b] ?? Infinity) && (b === 0 || x > edges[b - 1]!)).toBe(true);
        }
      });
    }),
  );
});

test('few distinct values get a bin each, a constant and an empty column get no edge', () => {
  expect([...findEdges(Float32Array.of(3, 1, 2, 1, NaN), 255)]).toEqual([1.5, 2.5]);
  expect(findEdges(new Float32Array(10).fill(4), 255)).toHaveLength(0);
  expect(findEdges(new Float32Array(10).fill(NaN), 255)).toHaveLength(0);
});

test('a value that most rows share does not eat the bins of the others', () => {
  const column = Float32Array.from({ length: 10_000 }, (_, i) => (i < 9000 ? 0 : i));
  const edges = findEdges(column, 16);
  expect(edges).toHaveLength(15);
  expect(edges[0]).toBeGreaterThanOrEqual(0);
});

test('an edge between neighbouring float32 numbers parts them', () => {
  const a = 1;
  const b = Math.fround(1 + 2 ** -23);
  expect(between(a, b)).toBe(a);
  expect(between(-Infinity, 5)).toBe(-Infinity);
  expect(between(5, Infinity)).toBe(5);
});

test('categories are ordered by their rate; rare ones and the empty one are left out', () => {
  const categories = ['a', 'a', 'b', 'b', 'c', '', '', 'd', 'd'];
  const label = Uint8Array.of(1, 1, 0, 0, 1, 1, 1, 0, 1);
  expect(orderCategories(categories, label, 2)).toEqual(['b', 'd', 'a']);
});
