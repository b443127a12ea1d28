import { expect, it } from 'vitest';
import { onStep, perShift, planAt, pointNear, pointsOf, stepOf, type Point } from './capacity.ts';

const point = (longTests: number, model: number, against: number): Point => ({
  longTests,
  sides: [
    { caught: model, threshold: 1 - longTests / 100 },
    { caught: against, threshold: 1 - longTests / 200 },
  ],
});
const capacity = [point(0, 0, 0), point(10, 6, 4), point(20, 9, 8), point(50, 14, 15), point(200, 20, 20)];
const measured = { cars: 200, failures: 20 };

it('a shift’s long tests become those of the measured cars, and every failure is caught or escapes', () => {
  // 10 of 100 cars are 20 of 200.
  expect(planAt(capacity, measured, { cars: 100, longTests: 10 })).toEqual({
    longTests: 20,
    sides: [
      { caught: 9, escaped: 11, needless: 11, threshold: 0.8 },
      { caught: 8, escaped: 12, needless: 12, threshold: 0.9 },
    ],
  });
});

it('no long test lets every failure escape, a long test for every car none', () => {
  const none = planAt(capacity, measured, { cars: 90, longTests: 0 });
  expect(none.sides[0]).toMatchObject({ caught: 0, escaped: 20, needless: 0 });
  const all = planAt(capacity, measured, { cars: 90, longTests: 90 });
  expect(all.sides[1]).toMatchObject({ caught: 20, escaped: 0, needless: 180 });
});

it('between two points the nearer one counts, the smaller one halfway', () => {
  expect(pointNear(capacity, 14).longTests).toBe(10);
  expect(pointNear(capacity, 15).longTests).toBe(10);
  expect(pointNear(capacity, 16).longTests).toBe(20);
  expect(pointNear(capacity, 1e9).longTests).toBe(200);
});

it('a count of the measured cars is said a shift', () => {
  expect(perShift(9, measured, { cars: 100 })).toBe(4.5);
  expect(perShift(0, { cars: 0, failures: 0 }, { cars: 100 })).toBe(0);
});

it('the slider has whole steps where a shift has many cars, and stays within the shift', () => {
  expect([stepOf(300), stepOf(100), stepOf(20)]).toEqual([1, 0.5, 0.1]);
  expect(onStep(12.3, 100)).toBe(12.5);
  expect(onStep(2.34, 20)).toBe(2.3);
  expect(onStep(-4, 100)).toBe(0);
  expect(onStep(400, 100)).toBe(100);
});

it('is told of one model alone, of two at one number of long tests, and of what was kept without it not at all', () => {
  const side = { modelId: 1, name: 'one', metrics: {} as never, curves: { roc: [], precisionRecall: [] } };
  const own = [{ longTests: 5, caught: 2, threshold: 0.4 }];
  expect(pointsOf({ model: { ...side, capacity: own }, comparison: null })).toEqual([
    { longTests: 5, sides: [{ caught: 2, threshold: 0.4 }] },
  ]);
  expect(pointsOf({ model: side, comparison: null })).toEqual([]);
  const both = { longTests: 5, model: { caught: 2, threshold: 0.4 }, against: { caught: 1, threshold: 0.3 } };
  expect(pointsOf({ model: side, comparison: { capacity: [both] } as never })[0]!.sides[1]!.caught).toBe(1);
});
