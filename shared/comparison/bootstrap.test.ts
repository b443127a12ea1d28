import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionAt } from '../metrics/binary.ts';
import { evaluateBinary } from '../metrics/evaluate.ts';
import { brier, prAuc, rocAuc } from '../metrics/ranking.ts';
import { areasOf, runsOf } from './areas.ts';
import { differencesOf, type Measured } from './bootstrap.ts';
import { errorsOf, residualsOf } from './calibration.ts';
import { ordersOf, scoredOf } from './order.ts';
import { draw, percentiles } from './resample.ts';
import { modelOf, someCars } from './testing/simulate.ts';
import { seededRandom } from '../random.ts';

const cars = fc.array(
  fc.record({
    p: fc.integer({ min: 0, max: 12 }).map((n) => n / 12),
    y: fc.constantFrom(0, 1),
    times: fc.nat(3),
  }),
  { minLength: 1, maxLength: 60 },
);

/** NaN stands for what cannot be computed. */
function expectClose(value: number, expected: number | null): void {
  if (expected === null) expect(value).toBeNaN();
  else expect(value).toBeCloseTo(expected, 12);
}

describe('a resample without sorting again', () => {
  it('has the areas and the Brier score of the cars written out as often as each was drawn', () => {
    fc.assert(
      fc.property(cars, fc.integer({ min: -1, max: 13 }), (list, step) => {
        const threshold = step / 12;
        const probability = list.map(({ p }) => p);
        const label = list.map(({ y }) => y);
        const times = Uint8Array.from(list, (car) => car.times);
        const drawn = list.flatMap((car) => Array.from({ length: car.times }, () => car));
        const [p, y] = [drawn.map((car) => car.p), drawn.map((car) => car.y)];
        const [order] = ordersOf([{ probability, threshold: 0.5 }], list.length);
        const areas = areasOf(runsOf(probability, label, order!, threshold), times);
        const { tp, fp, fn } = confusionAt(p, y, threshold);
        expect(areas).toMatchObject({ tp, fp, failures: tp + fn });
        expectClose(areas.rocAuc, rocAuc(p, y));
        expectClose(areas.prAuc, prAuc(p, y));
        const { brier: sum } = errorsOf(residualsOf(probability, label, order!, [list.length]), times);
        expect(sum * list.length).toBeCloseTo((brier(p, y) ?? 0) * drawn.length, 12);
      }),
    );
  });

  it('draws as many cars as there are, each equally often', () => {
    const times = new Uint8Array(500);
    const sum = new Float64Array(500);
    let state = 7;
    for (let n = 0; n < 400; n++) {
      state = draw(times, state);
      expect(times.reduce((a, b) => a + b, 0)).toBe(500);
      times.forEach((count, car) => (sum[car]! += count));
    }
    // A car's number of 400 resamples has mean 400 and deviation 20.
    expect(Math.min(...sum)).toBeGreaterThan(400 - 90);
    expect(Math.max(...sum)).toBeLessThan(400 + 90);
  });
});

describe('differencesOf', () => {
  const random = seededRandom(3);
  const plant = someCars(3000, random);
  const measured = (noise: number, threshold: number): Measured => {
    const scored = scoredOf(modelOf(plant, noise, random), threshold);
    const [order] = ordersOf([scored], plant.label.length);
    const metrics = evaluateBinary(scored.probability, plant.label, threshold);
    return { ...scored, metrics, order: order! };
  };
  const [good, bad] = [measured(0.3, 0.12), measured(2, 0.12)];
  const differences = differencesOf(good, bad, plant.label);

  it('are of the metrics as they were measured, within their intervals', () => {
    for (const { metric, model, against, difference, interval } of differences) {
      expect(model).toBe(good.metrics[metric]);
      expect(difference).toBe(model! - against!);
      expect(interval!.low).toBeLessThan(difference!);
      expect(interval!.high).toBeGreaterThan(difference!);
    }
    const of = (name: string) => differences.find(({ metric }) => metric === name)!;
    expect(of('rocAuc').interval!.low).toBeGreaterThan(0);
    expect(of('brier').interval!.high).toBeLessThan(0);
  });

  it('the same again give the same; a model against itself nothing', () => {
    expect(differencesOf(good, bad, plant.label)).toEqual(differences);
    for (const { difference, interval } of differencesOf(good, good, plant.label, 50)) {
      expect(difference).toBe(0);
      expect(interval).toEqual({ low: 0, high: 0 });
    }
  });

  it('an interval is about as wide as the metric varies from plant to plant', () => {
    const aucs = Array.from({ length: 200 }, (_, n) => {
      const own = seededRandom(1000 + n);
      const some = someCars(3000, own);
      return rocAuc(modelOf(some, 0.3, own), some.label)! - rocAuc(modelOf(some, 2, own), some.label)!;
    });
    const { low, high } = percentiles(Float64Array.from(aucs))!;
    const { interval } = differences.find(({ metric }) => metric === 'rocAuc')!;
    expect((interval!.high - interval!.low) / (high - low)).toBeGreaterThan(0.7);
    expect((interval!.high - interval!.low) / (high - low)).toBeLessThan(1.4);
  });

  it('has no interval where few resamples have a value', () => {
    const scored = scoredOf(Float32Array.from([0.9, 0.2, 0.1]), 0.5);
    const label = [1, 0, 0];
    const [order] = ordersOf([scored], 3);
    const one = { ...scored, metrics: evaluateBinary(scored.probability, label, 0.5), order: order! };
    const { interval, difference } = differencesOf(one, one, label)[3]!;
    expect(difference).toBe(0);
    expect(interval).toBeNull();
  });
});
