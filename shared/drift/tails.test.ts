import { expect, test } from 'vitest';
import { binomialTail, fTail, logGamma } from './tails.ts';

// scipy 1.10: f.sf, gammaln, binom.sf(k - 1, n, p)
test.each([
  [1, 3, 7, 0.44707961346848357],
  [4.5, 1.2, 14, 0.04657824638512995],
  [19, 1.2, 14, 0.0004114711325773587],
  [0.3, 9, 200, 0.974090682774818],
  [2.5, 60, 5000, 1.7651081646111012e-9],
])('F tail of %d with %d and %d degrees', (x, df1, df2, p) =>
  expect(fTail(x, df1, df2) / p).toBeCloseTo(1, 9),
);

test('has no tail below zero', () => expect(fTail(0, 3, 9)).toBe(1));

test('log-gamma', () => {
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  expect(logGamma(1000.5)).toBeCloseTo(5908.674175848678, 9);
});

test('binomial tail', () => {
  expect(binomialTail(1, 10, 0.5)).toBeCloseTo(1 - 2 ** -10, 12);
  expect(binomialTail(10, 10, 0.5)).toBeCloseTo(2 ** -10, 15);
  expect(binomialTail(0, 10, 0.5)).toBe(1);
  expect(binomialTail(3, 100, 0.001)).toBeCloseTo(0.00015037636585421164, 12);
  expect(binomialTail(3, 10, 0)).toBe(0);
});
