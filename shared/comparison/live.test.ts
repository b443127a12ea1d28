import { expect, test } from 'vitest';
import { pairLive } from './live.ts';

test('each car is decided by the threshold of its own deployment; what is not known yet is only counted', () => {
  const live = pairLive(
    {
      cars: 9,
      known: 8,
      rows: [
        [0.9, 0.25, 0.2, 1], // both
        [0.9, 0.25, 0.3, 1], // the same answer, under a stricter threshold: the model alone
        [0.5, 0.1, 0.2, 1], // at its threshold is a long test
        [0.9, 0.1, 0.2, 1],
        [0.4, 0.2, 0.2, 1], // at the deployment's threshold too
        [0.4, 0.1, 0.2, 0],
        [0.4, 0.9, 0.2, 0],
        [0.9, 0.1, 0.2, 0],
        [0.9, 0.9, 0.2, null],
      ],
    },
    0.5,
  );
  expect(live).toEqual({
    cars: 9,
    known: 8,
    failures: { both: 1, onlyModel: 3, onlyAgainst: 1, neither: 0 },
    passes: { both: 0, onlyModel: 1, onlyAgainst: 1, neither: 1 },
    // Two-sided binomial: 1 of 4 or fewer is 5/16, twice that.
    pValue: expect.closeTo(0.625, 12),
  });
});

test('no live car is no comparison; live cars without a result are one', () => {
  expect(pairLive({ cars: 0, known: 0, rows: [] }, 0.5)).toBeNull();
  expect(pairLive({ cars: 1, known: 0, rows: [[0.9, 0.1, 0.2, null]] }, 0.5)).toMatchObject({
    cars: 1,
    known: 0,
    pValue: 1,
  });
});
