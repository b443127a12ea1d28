import { expect, test } from 'vitest';
import { binAt, fillHistogram, randomDesk, sumsOf } from '../testing/random-desk.ts';
import { FEATURE_BYTES } from '../team/workspace.ts';

const some = (rows: number, random: () => number, share: number) =>
  Array.from({ length: rows }, (_, r) => r).filter(() => random() < share);
const features = [0, 1, 2, 3, 4];

test('a histogram is what counting the rows of each bin gives', async () => {
  const { desk, random } = await randomDesk(1);
  const rows = some(200, random, 0.7);
  fillHistogram(desk, 0, rows);
  for (const f of features) {
    const sums = sumsOf(desk, 0, f);
    for (let bin = 0; bin < 256; bin++) {
      const inBin = rows.filter((row) => binAt(desk, row, f) === bin);
      expect(sums[2 * bin]).toBe(inBin.reduce((sum, row) => sum + desk.gh[2 * row]!, 0));
      expect(sums[2 * bin + 1]).toBe(inBin.reduce((sum, row) => sum + desk.gh[2 * row + 1]!, 0));
    }
  }
});

test("every feature's sums add up to those of the rows", async () => {
  const { desk, random } = await randomDesk(3);
  const rows = some(200, random, 0.5);
  fillHistogram(desk, 0, rows);
  const added = (values: Iterable<number>) => [...values].reduce((sum, x) => sum + x, 0);
  for (const f of features) {
    const sums = sumsOf(desk, 0, f);
    expect(added(sums.filter((_, k) => k % 2 === 0))).toBe(added(rows.map((row) => desk.gh[2 * row]!)));
    expect(added(sums.filter((_, k) => k % 2 === 1))).toBe(added(rows.map((row) => desk.gh[2 * row + 1]!)));
  }
});

test('chosen columns are filled as among all, the others stay as they were', async () => {
  const { desk, random } = await randomDesk(2);
  const rows = some(200, random, 0.7);
  fillHistogram(desk, 0, rows);
  for (const f of features) sumsOf(desk, 1, f).fill(9);
  fillHistogram(desk, 1, rows, [1, 3]);
  for (const f of features)
    expect(sumsOf(desk, 1, f)).toEqual(
      f === 1 || f === 3 ? sumsOf(desk, 0, f) : new Float64Array(512).fill(9),
    );
});

test('subtraction equals brute force and the order of rows does not matter, to the last bit', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { desk, random } = await randomDesk(seed);
    const rows = some(200, random, 0.7);
    const left = rows.filter(() => random() < 0.4);
    const inLeft = new Set(left);
    fillHistogram(desk, 0, rows.toReversed());
    fillHistogram(desk, 1, rows);
    fillHistogram(desk, 2, left);
    fillHistogram(
      desk,
      3,
      rows.filter((row) => !inLeft.has(row)),
    );
    const at = (slot: number) => desk.space.slots + slot * 5 * FEATURE_BYTES;
    for (const f of features) {
      expect(sumsOf(desk, 0, f)).toEqual(sumsOf(desk, 1, f));
      desk.kernel.subtractHistogram(at(1), at(2), f);
      expect(sumsOf(desk, 1, f)).toEqual(sumsOf(desk, 3, f));
    }
  }
});
