import { expect, test } from 'vitest';
import { sayRefused } from './say-refused.ts';

test('missing cars and missing failures are told with their numbers', () => {
  expect(sayRefused({ code: 'too_few_cars', details: { cars: 12, needed: 30 } })).toMatch(
    /12 .* 30 are needed/,
  );
  expect(sayRefused({ code: 'too_few_failures', details: { cars: 40 } })).toContain('None of the 40 cars');
});

test('anything else is told as what it is', () => {
  expect(sayRefused({ code: 'not_found', details: {} })).toBe('They could not be compared.');
});
