import { describe, expect, test } from 'vitest';
import { ownCapacity } from '../comparison/capacity.ts';
import { ordersOf } from '../comparison/order.ts';
import { scoreBins } from './scores.ts';
import { ownSegments } from './segments.ts';

const probability = [0.01, 0.024, 0.025, 0.3, 0.9, 1];
const label = [0, 1, 0, 1, 0, 1];

test('every car is in the bin of its probability, failed and passed apart; a bin begins with its lower end', () => {
  const bins = scoreBins(probability, label);
  expect(bins[0]).toEqual({ from: 0, to: 0.025, failed: 1, passed: 1 });
  expect(bins[1]).toMatchObject({ failed: 0, passed: 1 });
  expect(bins.at(-1)).toEqual({ from: 0.975, to: 1, failed: 1, passed: 0 });
  expect(bins.reduce((sum, bin) => sum + bin.failed, 0)).toBe(3);
  // Nothing is drawn beyond the last car.
  expect(scoreBins([0.06], [1])).toHaveLength(3);
});

describe('a model alone', () => {
  const values = {
    engine: ['A', 'A', 'B', 'B', 'B', 'A'],
    color: Array.from({ length: 6 }, () => ''),
    month: ['2024-02', '2024-01', '2024-02', '2024-02', '2024-02', '2024-02'],
    checkpoint: ['ZP7', '', '', '', '', ''],
  };
  test('of each segment it is told what it sends and what it catches', () => {
    const segments = ownSegments(probability, 0.3, label, values);
    expect(segments.filter(({ by }) => by === 'engine')).toEqual([
      { by: 'engine', value: 'A', cars: 3, failures: 2, longTests: 1, caught: 1 },
      { by: 'engine', value: 'B', cars: 3, failures: 1, longTests: 2, caught: 1 },
    ]);
    expect(segments.filter(({ by }) => by === 'month').map(({ value }) => value)).toEqual([
      '2024-01',
      '2024-02',
    ]);
    expect(segments.find(({ by }) => by === 'color')).toMatchObject({ cars: 6, longTests: 3, caught: 2 });
  });
  test('its capacity goes from no car to all, with the threshold that sends so many', () => {
    const model = { probability, threshold: 0.3 };
    const curve = ownCapacity(model, ordersOf([model], 6)[0]!, label);
    expect(curve.map(({ longTests, caught }) => [longTests, caught])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 2],
      [5, 3],
      [6, 3],
    ]);
    const { threshold } = curve[3]!;
    expect(probability.filter((each) => each >= threshold)).toHaveLength(3);
  });
});
