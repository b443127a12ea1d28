import { describe, expect, it } from 'vitest';
import type { Column } from '../../learner/index.ts';
import { seededRandom } from '../../learner/random.ts';
import { findLeaks, refuseLeaks } from './leaks.ts';
import type { Snapshot } from './snapshot.ts';
import { splitByTime } from './split.ts';

const CARS = 1000;
const random = seededRandom(3);
const label = Uint8Array.from({ length: CARS }, (_, i) => (i % 12 === 5 ? 1 : 0));
const honest: Column = {
  name: 'honest',
  kind: 'number',
  values: Float32Array.from(label, (y) => y * 0.8 + random() * 2),
};
const plant = (more: Column, labels = label): Snapshot => ({
  knr: Array.from({ length: CARS }, (_, i) => `2024-${1_000_000 + i}`),
  enteredAt: Array.from({ length: CARS }, (_, i) => new Date(Date.UTC(2024, 0, 1) + i * 3.6e6).toISOString()),
  label: labels,
  features: [honest, more],
  excluded: [],
  carsInReview: 0,
  sha256: '',
});
const found = (more: Column, labels = label) => findLeaks(splitByTime(plant(more, labels)));
const number = (of: (y: number, i: number) => number): Column => ({
  name: 'leak',
  kind: 'number',
  values: Float32Array.from(label, of),
});

describe('a label that is leaked on purpose', () => {
  it.each<[string, Column]>([
    ['rising', number((y) => y * 3 + random())],
    ['falling', number((y) => 5 - y + random() / 2)],
    ['missing where the car failed', number((y) => (y ? NaN : random()))],
    ['high or missing where the car failed', number((y, i) => (y ? (i % 24 < 12 ? NaN : 2) : random()))],
    ['known only where the car failed, whichever the value', number((y) => (y ? random() : NaN))],
    [
      'as a category',
      {
        name: 'leak',
        kind: 'category',
        values: [...label].map((y, i) => (y ? 'B' : i % 2 ? 'A' : 'C')),
      },
    ],
  ])('is noticed: %s', async (_, column) => {
    const leaks = await found(column);
    expect(leaks.map((leak) => leak.feature)).toEqual(['leak']);
    expect(leaks[0]!.auc).toBeGreaterThan(0.98);
  });

  it('ends the run with the feature and its area, unless it is accepted', async () => {
    const split = splitByTime(plant(number((y) => y)));
    await expect(refuseLeaks(split, ['honest'])).rejects.toEqual(
      expect.objectContaining({
        code: 'suspected_leak',
        details: { feature: 'leak', auc: 1, features: [{ feature: 'leak', auc: 1 }] },
      }),
    );
    await refuseLeaks(split, ['leak']);
  });
});

it('lets an honest feature pass, also one that is good', async () => {
  expect(await found(number((y) => y * 0.6 + random()))).toEqual([]);
});

it('is not moved by chance where the holdout has few failures', async () => {
  // One failure among the newest 200, at the largest value: by itself an area of 1.
  const few = label.map((y, i) => (i === 900 || (i < 800 && y) ? 1 : 0));
  expect(
    await found(
      number((_, i) => (i === 900 ? 2 : random())),
      few,
    ),
  ).toEqual([]);
});
