import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rocAuc } from './ranking.ts';
import { rocAucError, rocAucInterval, wilson } from './intervals.ts';

describe('wilson', () => {
  // Newcombe: Two-sided confidence intervals for the single proportion, Statistics in Medicine 1998, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d is as published', (of, cars, low, high) => {
    const interval = wilson(of, cars)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the share, lies within 0 and 1, and mirrors', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (cars, x) => {
          const of = Math.round(x * cars);
          const { low, high } = wilson(of, cars)!;
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(of / cars);
          expect(high).toBeGreaterThanOrEqual(of / cars);
          expect(wilson(cars - of, cars)!.low).toBeCloseTo(1 - high, 10);
        },
      ),
    );
  });

  it('knows nothing without cars', () => expect(wilson(0, 0)).toBeNull());
});

describe('the area under the ROC curve', () => {
  // The example of Hanley and McNeil, whose own ranks give 0.032: 51 abnormal and 58 normal cases, area 0.893.
  it('has the published standard error', () => expect(rocAucError(0.893, 51, 58)).toBeCloseTo(0.0325, 4));

  it('has the spread of samples from the distributions that the formula assumes', () => {
    let state = 11;
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const exponential = (rate: number) => -Math.log(1 - random()) / rate;
    const label = [...Array<number>(40).fill(1), ...Array<number>(90).fill(0)];
    // A failing car's score has a third of the rate: the area is 0.75.
    const areas = Array.from({ length: 3000 }, () =>
      rocAuc(
        label.map((failed) => exponential(failed ? 1 / 3 : 1)),
        label,
      )!,
    );
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    const spread = Math.sqrt(areas.reduce((sum, area) => sum + (area - mean) ** 2, 0) / areas.length);
    expect(mean).toBeCloseTo(0.75, 2);
    expect(rocAucError(0.75, 40, 90) / spread).toBeGreaterThan(0.95);
    expect(rocAucError(0.75, 40, 90) / spread).toBeLessThan(1.05);
    // Failing and passing cars are not the same to it.
    expect(rocAucError(0.75, 90, 40) / spread).toBeLessThan(0.94);
  });

  it('has an interval that is cut at 1, and none where the area is not known', () => {
    const { low, high } = rocAucInterval(0.893, 51, 58)!;
    expect([low, high].map((x) => Number(x.toFixed(2)))).toEqual([0.83, 0.96]);
    expect(rocAucInterval(0.99, 3, 9)!.high).toBe(1);
    expect(rocAucInterval(null, 51, 58)).toBeNull();
    expect(rocAucInterval(0.5, 0, 58)).toBeNull();
  });

  it('is wider for fewer failures', () => {
    expect(rocAucError(0.7, 50, 1000)).toBeGreaterThan(rocAucError(0.7, 500, 1000));
  });
});
