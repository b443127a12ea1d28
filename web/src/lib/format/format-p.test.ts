import { expect, it } from 'vitest';
import { formatPBare, formatPValue } from './format.ts';

it.each([
  [0.0004, 'en', '< 0.001', 'p < 0.001'],
  [0, 'pt-BR', '< 0,001', 'p < 0,001'],
  [0.0041, 'en', '0.004', 'p = 0.004'],
  [1, 'pt-BR', '1,000', 'p = 1,000'],
  [null, 'en', '–', '–'],
])('a p-value of %d is never nought in %s', (value, locale, bare, said) => {
  expect(formatPBare(value, locale)).toBe(bare);
  expect(formatPValue(value, locale)).toBe(said);
});
