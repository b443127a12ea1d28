import { describe, expect, it } from 'vitest';
import { choose } from './choose.ts';
import { type FoldScore, leadOf, scoreFold, summarise } from './score.ts';

const fold = (loss: number[]): FoldScore => ({ loss: Float64Array.from(loss), prAuc: null, rocAuc: null });
const trial = (folds: number[][], stopped = false) => {
  const scores = folds.map(fold);
  return { scores, stopped, logLoss: summarise(scores).logLoss };
};
const defaults = trial([
  [1, 2, 3, 4],
  [2, 3, 4, 5],
]);

describe('choose', () => {
  it('takes the lowest where it is lower on every row', () => {
    const better = trial([
      [0.9, 1.9, 2.9, 3.8],
      [1.9, 2.9, 3.8, 4.9],
    ]);
    expect(choose([defaults, better, defaults])).toEqual({ chosen: 1, defaultsKept: false });
  });
  it('keeps the defaults where a lower mean comes from a row or two', () => {
    const lucky = trial([
      [1.2, 2.2, 3.2, 2.6],
      [2.2, 3.2, 4.2, 4.4],
    ]);
    expect(lucky.logLoss).toBeLessThan(defaults.logLoss);
    expect(choose([defaults, lucky])).toEqual({ chosen: 0, defaultsKept: true });
  });
  it('never takes a stopped trial, however low its first fold', () => {
    expect(choose([defaults, trial([[0, 0, 0, 0]], true)])).toEqual({ chosen: 0, defaultsKept: false });
  });
});

describe('leadOf', () => {
  it('is the mean difference, and its standard error from the rows', () => {
    const { lead, error } = leadOf([fold([1, 1, 1, 1])], [fold([1, 2, 3, 2])]);
    expect(lead).toBe(1);
    expect(error).toBeCloseTo(Math.sqrt(2 / 3 / 4), 12);
  });
  it('looks at the folds that both have', () => {
    expect(leadOf([fold([1, 1])], [fold([2, 2]), fold([9, 9])])).toEqual({ lead: 1, error: 0 });
  });
});

it('scores with the log-loss of each row, finite also where a certain answer is wrong', () => {
  const { loss, rocAuc } = scoreFold(Float64Array.of(0.25, 0.25, 1), Uint8Array.of(1, 0, 0));
  expect(loss[0]).toBeCloseTo(-Math.log(0.25), 12);
  expect(loss[1]).toBeCloseTo(-Math.log(0.75), 12);
  expect(loss[2]).toBeCloseTo(-Math.log(1e-15), 9);
  expect(rocAuc).toBe(0.25);
});

it('summarises folds by their mean and their spread', () => {
  expect(summarise([fold([1, 3]), fold([4, 4])])).toEqual({
    logLoss: 3,
    spread: Math.SQRT2,
    prAuc: null,
    rocAuc: null,
    folds: [2, 4],
  });
});
