import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionAt } from './binary.ts';
import { expectedCalibrationError, reliability } from './calibration.ts';
import { evaluateBinary } from './evaluate.ts';
import { capacityThreshold, costsOf, thresholdOf, thresholdPolicySchema } from './threshold.ts';

const probabilities = fc.array(
  fc.integer({ min: 0, max: 39 }).map((n) => n / 40),
  { minLength: 1, maxLength: 80 },
);
const longAt = (probability: number[], threshold: number) => probability.filter((p) => p >= threshold).length;

describe('capacityThreshold', () => {
  it('never asks for more long tests than there is room for, and leaves no room that another probability fits in', () => {
    fc.assert(
      fc.property(probabilities, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
        const threshold = capacityThreshold(list, share);
        const long = longAt(list, threshold);
        expect(long).toBeLessThanOrEqual(share * list.length + 1e-6);
        const next = Math.max(-1, ...list.filter((p) => p < threshold));
        if (next >= 0) expect(longAt(list, next)).toBeGreaterThan(share * list.length);
        expect(threshold).toBeGreaterThanOrEqual(0);
        expect(threshold).toBeLessThanOrEqual(1);
      }),
    );
  });
  it('is met exactly where all probabilities differ', () => {
    const list = Array.from({ length: 200 }, (_, i) => i / 200);
    expect(longAt(list, capacityThreshold(list, 0.15))).toBe(30);
  });
});

describe('thresholdOf', () => {
  it('by cost is the lowest of all thresholds on calibrated probabilities', () => {
    const policy = { policy: 'cost', costEscaped: 400, costNeedless: 25 } as const;
    const threshold = thresholdOf(policy, [], []);
    expect(threshold).toBeCloseTo(25 / 425, 12);
    // 1,000 cars at each of 50 probabilities, of which exactly that share fails.
    const probability: number[] = [];
    const label: number[] = [];
    for (let k = 1; k <= 50; k++)
      for (let i = 0; i < 1000; i++) {
        probability.push(k / 100);
        label.push(i < k * 10 ? 1 : 0);
      }
    const cost = (t: number) => costsOf(confusionAt(probability, label, t), policy).model;
    for (let t = 0; t <= 0.5; t += 0.01) expect(cost(threshold)).toBeLessThanOrEqual(cost(t));
    const { allShort, allLong, saved, model } = costsOf(confusionAt(probability, label, threshold), policy);
    expect(allShort).toBe(label.filter(Boolean).length * 400);
    expect(allLong).toBe(label.filter((y) => y === 0).length * 25);
    expect(saved).toBe(allLong - model);
    expect(saved).toBeGreaterThan(0);
  });
  it('needs the numbers of its policy', () => {
    expect(
      thresholdPolicySchema.safeParse({ policy: 'cost', costEscaped: 4, costNeedless: null }).success,
    ).toBe(false);
    expect(thresholdPolicySchema.parse({ policy: 'f1', costEscaped: null })).toEqual({ policy: 'f1' });
  });
});

describe('reliability', () => {
  it('has bins of equal counts, lowest first, that hold every car once', () => {
    const p = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) / 100);
    const y = p.map((value, i) => (value > 0.5 && i % 2 ? 1 : 0));
    const curve = reliability(p, y, 10);
    expect(curve.map((bin) => bin.cars)).toEqual(Array(10).fill(10));
    expect(curve[0]!.predicted).toBeCloseTo(0.045, 12);
    expect(curve.reduce((sum, bin) => sum + bin.observed * bin.cars, 0)).toBeCloseTo(
      y.filter(Boolean).length,
      9,
    );
  });
  it('keeps cars of one probability together', () => {
    const curve = reliability([0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9], [0, 1, 0, 0, 0, 0, 1], 3);
    expect(curve).toEqual([
      { cars: 5, predicted: 0.1, observed: 0.2 },
      { cars: 2, predicted: 0.55, observed: 0.5 },
    ]);
  });
  it('gives the calibration error as the mean distance of a car’s bin', () => {
    expect(
      expectedCalibrationError([
        { cars: 30, predicted: 0.1, observed: 0.2 },
        { cars: 10, predicted: 0.5, observed: 0.3 },
      ]),
    ).toBeCloseTo(0.75 * 0.1 + 0.25 * 0.2, 12);
    expect(expectedCalibrationError([])).toBeNull();
  });
  it('is among the metrics', () => {
    const metrics = evaluateBinary([0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0], 0.5);
    expect(metrics.expectedCalibrationError).toBe(0);
    expect(metrics.reliability).toEqual([{ cars: 4, predicted: 0.25, observed: 0.25 }]);
  });
});
