import { expect, it } from 'vitest';
import { knrSchema } from './knr.ts';

it.each([
  ['2024-1736352', '2024-1736352'],
  [' 2024-1736352\n', '2024-1736352'],
  ['20241736352', '2024-1736352'],
])('takes %j as a scanner or a person sends it', (text, knr) => {
  expect(knrSchema.parse(text)).toBe(knr);
});

it.each(['', '2024', '2024-173635', '2024-17363522', 'ABCD-1736352', '2024 1736352'])(
  'refuses %j',
  (text) => {
    expect(knrSchema.safeParse(text).success).toBe(false);
  },
);
