import { expect, it } from 'vitest';
import { isTelling, rowsOf, timeFolds } from './folds.ts';

it('scores the newest half in equal parts, each after all that it learns from', () => {
  expect(timeFolds(1200, 3)).toEqual([
    { stopAt: 480, scoreAt: 600, end: 800 },
    { stopAt: 640, scoreAt: 800, end: 1000 },
    { stopAt: 800, scoreAt: 1000, end: 1200 },
  ]);
});

it('keeps rows of one moment on one side of every border', () => {
  const folds = timeFolds(1200, 3, (row) => row % 7 !== 0);
  for (const { stopAt, scoreAt, end } of folds) {
    expect(stopAt % 7).toBe(0);
    expect(scoreAt % 7).toBe(0);
    if (end !== 1200) expect(end % 7).toBe(0);
  }
  expect(folds[0]!.end).toBe(folds[1]!.scoreAt);
});

it('tells nothing where a part has one class', () => {
  const label = Uint8Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const [fold] = timeFolds(100, 3);
  expect(isTelling(fold!, label)).toBe(true);
  expect(isTelling(fold!, label.fill(0, fold!.scoreAt, fold!.end))).toBe(false);
});

it('takes rows of every kind of column', () => {
  const part = rowsOf(
    {
      label: Uint8Array.of(0, 1, 0),
      weight: Float64Array.of(1, 2, 3),
      features: [
        { name: 'n', kind: 'number', values: Float32Array.of(4, 5, 6) },
        { name: 'c', kind: 'category', values: ['a', 'b', 'c'] },
      ],
    },
    1,
    3,
  );
  expect([...part.label]).toEqual([1, 0]);
  expect([...part.weight!]).toEqual([2, 3]);
  expect(part.features.map(({ values }) => [...values])).toEqual([
    [5, 6],
    ['b', 'c'],
  ]);
});
