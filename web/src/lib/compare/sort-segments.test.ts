import { expect, it } from 'vitest';
import type { Segment } from '../../../../shared/contracts/evaluate.ts';
import { foldSegments, sortSegments } from './sort-segments.ts';

const segment = (by: Segment['by'], value: string, failures: number, pValue: number | null): Segment => ({
  by,
  value,
  cars: failures * 10,
  failures,
  onlyModel: 0,
  onlyAgainst: 0,
  pValue,
  word: pValue === null ? 'not_enough_failures' : 'no_difference',
});
const segments = [
  segment('month', '2024-02', 40, 0.2),
  segment('engine', 'DSN', 12, null),
  segment('engine', 'CWL', 55, 0.01),
  segment('color', 'K2K2', 31, 0.6),
];
const order = (...args: Parameters<typeof sortSegments>) => sortSegments(...args).map(({ value }) => value);

it('sorts by a column both ways; what has no p-value stays at the end', () => {
  expect(order(segments, 'failures', true)).toEqual(['CWL', '2024-02', 'K2K2', 'DSN']);
  expect(order(segments, 'pValue', false)).toEqual(['CWL', '2024-02', 'K2K2', 'DSN']);
  expect(order(segments, 'pValue', true)).toEqual(['K2K2', '2024-02', 'CWL', 'DSN']);
  expect(order(segments, 'segment', false)).toEqual(['K2K2', 'CWL', 'DSN', '2024-02']);
});

it('folds away what has too few failures', () => {
  const { told, few } = foldSegments(segments);
  expect(told.map(({ value }) => value)).toEqual(['2024-02', 'CWL', 'K2K2']);
  expect(few.map(({ value }) => value)).toEqual(['DSN']);
});
