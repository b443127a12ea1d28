import { expect, test } from 'vitest';
import { overBudget } from './web-size.ts';

const page = {
  route: '/login',
  bytes: 120_001,
  charts: false,
  chunks: [
    { name: 'client', bytes: 100_001 },
    { name: 'form', bytes: 20_000 },
  ],
};

test('a page over the budget is named with its heaviest parts', () => {
  const said = overBudget([page], 120_000);
  expect(said).toContain('/login loads 120.0 kB');
  expect(said).toMatch(/100\.0 kB {2}client\n.*20\.0 kB {2}form/);
});

test('a page at the budget is good', () =>
  expect(overBudget([{ ...page, bytes: 120_000 }], 120_000)).toBe(''));

test('a page that brings the chart library is named, however small it is', () =>
  expect(overBudget([{ ...page, bytes: 1, charts: true }], 120_000)).toBe(
    '/login loads the chart library before a chart is seen.',
  ));
