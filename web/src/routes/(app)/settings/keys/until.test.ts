import { expect, test } from 'vitest';
import { dayAfter, endOf } from './until.ts';

test('a day is counted by the calendar, over the ends of months and years', () => {
  expect(dayAfter(0, new Date(2026, 10, 30, 23, 59))).toBe('2026-11-30');
  expect(dayAfter(30, new Date(2026, 11, 5, 0, 1))).toBe('2027-01-04');
});

test('a key works on its last day', () => {
  expect(endOf('2027-01-04').getTime()).toBe(new Date(2027, 0, 4, 23, 59, 59).getTime());
});
