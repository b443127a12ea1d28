import { expect, it } from 'vitest';
import { heightsOf, labelled, pointsOf } from './dependence-points.ts';

const words = {
  value: (value: number | string) => `${value} h`,
  range: (from: string, to: string) => `${from}–${to}`,
};

it('bins are told by their mean below and by their range in the table, the unknown last', () => {
  const points = pointsOf(
    {
      feature: 'hours_on_line',
      bins: [
        { from: 1, to: 1, mean: 1, contribution: -0.2, cars: 5 },
        { from: 2, to: 9, mean: 4, contribution: 0.4, cars: 5 },
      ],
      categories: [],
      missing: { contribution: 0.1, cars: 2 },
    },
    words,
  );
  expect(points).toEqual([
    { short: '1 h', long: '1 h', contribution: -0.2, cars: 5 },
    { short: '4 h', long: '2 h–9 h', contribution: 0.4, cars: 5 },
    { short: null, long: null, contribution: 0.1, cars: 2 },
  ]);
  const { zero, of } = heightsOf(points);
  expect(of[1]).toBe(0);
  expect(of[0]).toBe(1);
  expect(zero).toBeCloseTo(2 / 3, 9);
});

it('a curve that is flat is a line in the middle', () => {
  const { zero, of } = heightsOf([{ short: 'a', long: 'a', contribution: 0, cars: 1 }]);
  expect([zero, of[0]]).toEqual([0.5, 0.5]);
});

it('words stand below as many points as there is room for', () => {
  expect(labelled(4, 400, 50)).toEqual([true, true, true, true]);
  expect(labelled(5, 100, 50)).toEqual([true, false, false, true, false]);
  expect(labelled(2, 0, 50)).toEqual([true, false]);
});
