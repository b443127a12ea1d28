import { expect, it } from 'vitest';
import { sayNumber } from './say-number.ts';

it.each([
  [0.2384, 'pt-BR', '0,24'],
  [1.397, 'en', '1.4'],
  [25.66, 'en', '25.7'],
  [1340.4, 'pt-BR', '1.340'],
  [3, 'en', '3'],
  [-0.0312, 'en', '-0.031'],
])('says %d in %s as %s', (value, locale, text) => {
  expect(sayNumber(value, locale)).toBe(text);
});
