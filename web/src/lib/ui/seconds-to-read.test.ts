import { expect, test } from 'vitest';
import { secondsToRead } from './seconds-to-read.ts';

test.each([
  ['Saved.', false, 6],
  ['Saved.', true, 12],
  [Array.from({ length: 20 }, () => 'word').join(' '), false, 13],
])('%s stays long enough to be read', (text, hasAction, seconds) =>
  expect(secondsToRead(text, hasAction)).toBe(seconds),
);
