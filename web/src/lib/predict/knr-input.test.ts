import { expect, test } from 'vitest';
import { readKnr } from './knr-input.ts';

test.each([
  ['2024-1736352', '2024-1736352'],
  [' 20241736352\n', '2024-1736352'],
  ['2024 1736352', '2024-1736352'],
  ['2024-173635', null],
  ['2024-17363521', null],
  ['ABCD-1736352', null],
  ['', null],
])('%j is read as %j', (text, knr) => expect(readKnr(text)).toBe(knr));
