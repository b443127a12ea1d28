import { expect, it } from 'vitest';
import type { Trial } from '$shared/contracts/search.ts';
import { sortTrials } from './sort-trials.ts';

const trial = (number: number, logLoss: number, more: Partial<Trial> = {}): Trial => ({
  number,
  logLoss,
  spread: 0,
  prAuc: logLoss,
  rocAuc: null,
  folds: [],
  parameters: {},
  trees: [],
  stopped: false,
  ...more,
});
const trials = [trial(1, 0.3), trial(2, 0.1, { stopped: true }), trial(3, 0.2), trial(4, 0.4)];
const order = (...args: Parameters<typeof sortTrials>) => sortTrials(...args).map(({ number }) => number);

it('sorts by a figure both ways, what was stopped at the end', () => {
  expect(order(trials, 'logLoss', false)).toEqual([3, 1, 4, 2]);
  expect(order(trials, 'logLoss', true)).toEqual([4, 1, 3, 2]);
  expect(order(trials, 'number', true)).toEqual([4, 3, 2, 1]);
});

it('leaves what it was given as it was', () => {
  order(trials, 'logLoss', true);
  expect(trials.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
});
