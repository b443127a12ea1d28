import { expect, test } from 'vitest';
import type { PerformanceCounts } from '$shared/contracts/performance.ts';
import { measure, mondayOf, pointsOf, topOf } from './series.ts';

const counts = (
  decided: PerformanceCounts['decided'],
  more: Partial<PerformanceCounts> = {},
): PerformanceCounts => ({
  cars: 1000,
  known: 900,
  pending: 100,
  neverTested: 0,
  long: 120,
  decided,
  model: decided,
  audit: { cars: 0, known: 0, failures: 0 },
  estimated: { cars: 1000, tp: 30, fp: 90, fn: 10, tn: 870, longVariance: 20, shortVariance: 9 },
  ...more,
});
const period = (n: number, of: PerformanceCounts) => ({ period: n, firstAt: '', lastAt: '', counts: of });

test('a period with fewer than ten failures has counts, and no point', () => {
  const few = counts({ tp: 6, fp: 50, fn: 3, tn: 841 });
  const enough = counts({ tp: 7, fp: 50, fn: 3, tn: 840 });
  expect(measure(few, 'recall')).toMatchObject({ enough: false, realised: { of: 6, cars: 9 } });
  expect(measure(enough, 'recall')).toMatchObject({ enough: true, realised: { of: 7, cars: 10 } });
  const periods = [period(4, few), period(5, enough)];
  expect(pointsOf(periods, 'recall', 'realised').map(({ x, y }) => [x, y])).toEqual([[5, 0.7]]);
  // How many are tested long is known however few fail; what the probabilities say, too.
  expect(pointsOf(periods, 'long', 'realised').map(({ y }) => y)).toEqual([0.12, 0.12]);
  expect(pointsOf(periods, 'recall', 'estimate').map(({ y }) => y)).toEqual([0.75, 0.75]);
  const small = counts(few.decided, { estimated: { ...few.estimated, tp: 6, fn: 3 } });
  expect(pointsOf([period(6, small)], 'recall', 'estimate')).toEqual([]);
});

test('the audit lane tells escapes, and the recall once ten failures stand behind it', () => {
  const decided = { tp: 20, fp: 60, fn: 2, tn: 818 };
  const audit = { cars: 40, known: 40, failures: 2 };
  const model = { tp: 18, fp: 60, fn: 4, tn: 796 };
  const found = counts(decided, { audit, model });
  expect(measure(found, 'escapes').audit).toMatchObject({ value: 0.05 });
  expect(measure(found, 'recall').audit!.value).toBeCloseTo(18 / (18 + 0.05 * 800), 12);
  expect(measure(found, 'precision').audit).toBeNull();
  const few = counts(decided, { audit, model: { tp: 7, fp: 60, fn: 4, tn: 796 } });
  expect(measure(few, 'recall').audit).toBeNull();
  expect(measure(counts(decided, { audit: null, model: null }), 'escapes').audit).toBeNull();
});

test('axes end at a round share, weeks begin with a Monday', () => {
  expect([[], [0.004], [0.05], [0.21], [0.76], [1]].map(topOf)).toEqual([0.02, 0.02, 0.05, 0.3, 1, 1]);
  expect(mondayOf(0)).toBe('1970-01-05');
  expect(new Date(mondayOf(2968)).getUTCDay()).toBe(1);
});
