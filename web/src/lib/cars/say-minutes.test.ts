import { expect, it } from 'vitest';
import { sayMinutes } from './say-minutes.ts';

it.each([
  [0.5, '30 s'],
  [41.4, '41 min'],
  [119, '119 min'],
  [200, '3 h 20 min'],
  [240, '4 h'],
  [3120, '2 d 4 h'],
  [2880, '2 d'],
])('says %d minutes as %s', (minutes, said) => {
  expect(sayMinutes(minutes).replaceAll('\u00a0', ' ')).toBe(said);
});
