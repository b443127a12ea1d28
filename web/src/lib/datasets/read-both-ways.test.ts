import { expect, test } from 'vitest';
import { readBothWays } from './read-both-ways.ts';

test.each([
  ['03/04/2024 21:31:52', '2024-04-03', '2024-03-04'],
  ['3/4/24', '2024-04-03', '2024-03-04'],
  ['20/5/2024', '2024-05-20', null],
  ['31/02/2024', null, null],
  ['soon', null, null],
])('%s can be %s or %s', (text, dayFirst, monthFirst) => {
  expect(readBothWays(text)).toEqual({ day_first: dayFirst, month_first: monthFirst });
});
