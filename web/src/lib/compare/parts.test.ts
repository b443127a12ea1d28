import { expect, it } from 'vitest';
import type { OwnSegment } from '../../../../shared/contracts/evaluate.ts';
import { monthNumber, monthOf, partRows } from './parts.ts';

const segment = (value: string, caught: number, longTests: number): OwnSegment => ({
  by: 'engine',
  value,
  cars: 100,
  failures: 10,
  longTests,
  caught,
});

it('of each kind of car both models’ shares stand side by side, by value and not by place', () => {
  const rows = partRows(
    [
      { segments: [segment('A', 4, 20), segment('B', 5, 0)] },
      { segments: [segment('B', 9, 30), segment('A', 2, 5)] },
    ],
    'engine',
    'recall',
  );
  expect(rows.map(({ value, shares }) => [value, ...shares.map((share) => share?.value)])).toEqual([
    ['A', 0.4, 0.2],
    ['B', 0.5, 0.9],
  ]);
  expect(rows[0]!.shares[0]!.interval.low).toBeGreaterThan(0.1);
});

it('a share of nothing is none', () => {
  const [row] = partRows([{ segments: [segment('B', 0, 0)] }, {}], 'engine', 'precision');
  expect(row!.shares).toEqual([null, null]);
});

it('months are counted through the year', () => {
  expect(monthNumber('2024-01') - monthNumber('2023-12')).toBe(1);
  expect(monthOf(monthNumber('2024-12'))).toBe('2024-12');
});
