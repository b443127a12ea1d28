import { expect, it } from 'vitest';
import { leaksOf, secondsLeft, secondsTaken } from './run-figures.ts';

const run = {
  status: 'running',
  startedAt: '2026-01-01T00:00:00Z',
  finishedAt: null,
  progress: 0.25,
} as const;

it('estimates what is left from what a run has taken', () => {
  expect(secondsLeft(run, Date.parse('2026-01-01T00:00:20Z'))).toBeCloseTo(60, 9);
  expect(secondsLeft({ ...run, progress: 0.1 }, Date.now())).toBeNull();
  expect(secondsLeft({ ...run, status: 'queued', startedAt: null }, Date.now())).toBeNull();
});

it('tells how long a run took once it is over', () => {
  expect(secondsTaken(run)).toBeNull();
  expect(secondsTaken({ ...run, finishedAt: '2026-01-01T00:01:05+00:00' })).toBe(65);
});

it('finds the features in an error of a leak, and none in others', () => {
  const error = { code: 'suspected_leak', message: '', details: { features: [{ feature: 'x', auc: 1 }] } };
  expect(leaksOf(error)).toEqual([{ feature: 'x', auc: 1 }]);
  expect(leaksOf({ ...error, code: 'internal' })).toEqual([]);
  expect(leaksOf({ code: 'suspected_leak', message: '' })).toEqual([]);
});
