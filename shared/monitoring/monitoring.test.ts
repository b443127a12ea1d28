import { describe, expect, test } from 'vitest';
import type { EstimatedCounts, PerformanceCounts } from '../contracts/performance.ts';
import { seededRandom } from '../random.ts';
import { auditFindings } from './audit-lane.ts';
import { estimated } from './estimated.ts';
import { escapeRate, precision, recall } from './shares.ts';

const NO_ESTIMATE: EstimatedCounts = {
  cars: 0,
  tp: 0,
  fp: 0,
  fn: 0,
  tn: 0,
  longVariance: 0,
  shortVariance: 0,
};
const counts = (more: Partial<PerformanceCounts>): PerformanceCounts => ({
  cars: 0,
  known: 0,
  pending: 0,
  neverTested: 0,
  long: 0,
  decided: { tp: 0, fp: 0, fn: 0, tn: 0 },
  model: { tp: 0, fp: 0, fn: 0, tn: 0 },
  audit: { cars: 0, known: 0, failures: 0 },
  estimated: NO_ESTIMATE,
  ...more,
});

test('shares stand on the right cars, with Wilson’s interval', () => {
  const confusion = { tp: 3, fp: 9, fn: 2, tn: 86 };
  expect(precision(confusion)).toMatchObject({ of: 3, cars: 12, value: 0.25 });
  expect(recall(confusion)).toMatchObject({ of: 3, cars: 5, value: 0.6 });
  expect(escapeRate(confusion)).toMatchObject({ of: 2, cars: 88 });
  // R: prop.test(3, 12, correct = FALSE)
  expect(precision(confusion)!.interval.low).toBeCloseTo(0.08894, 4);
  expect(precision(confusion)!.interval.high).toBeCloseTo(0.53231, 4);
  expect(precision({ tp: 0, fp: 0, fn: 1, tn: 1 })).toBeNull();
});

describe('the audit lane', () => {
  test('stands for all short cars', () => {
    const found = auditFindings(
      counts({
        model: { tp: 60, fp: 140, fn: 10, tn: 1990 },
        audit: { cars: 44, known: 40, failures: 2 },
      }),
    )!;
    expect(found.escapes).toMatchObject({ of: 2, cars: 40, value: 0.05 });
    expect(found.shortCars).toBe(2000);
    expect(found.missed.value).toBe(100);
    expect(found.recall!.value).toBe(60 / 160);
    expect(found.recall!.interval.low).toBeCloseTo(60 / (60 + 2000 * found.escapes.interval.high), 12);
    expect(found.recall!.interval.high).toBeCloseTo(60 / (60 + 2000 * found.escapes.interval.low), 12);
  });

  test('says nothing without a result, nor to who may not know of it, and no recall without a failure', () => {
    expect(auditFindings(counts({ audit: { cars: 9, known: 0, failures: 0 } }))).toBeNull();
    expect(auditFindings(counts({ audit: null, model: null }))).toBeNull();
    const found = auditFindings(
      counts({ model: { tp: 0, fp: 1, fn: 0, tn: 50 }, audit: { cars: 5, known: 5, failures: 0 } }),
    )!;
    expect(found.escapes.interval.low).toBe(0);
    expect(found.escapes.interval.high).toBeGreaterThan(0.3);
    expect(found.recall).toBeNull();
  });

  test('finds the recall that a short test hides', () => {
    // Of 20,000 cars 4% fail; the model sends most failures to the long test, the short one finds a third of the rest.
    const next = seededRandom(7);
    const model = { tp: 0, fp: 0, fn: 0, tn: 0 };
    const audit = { cars: 0, known: 0, failures: 0 };
    let failures = 0;
    let caught = 0;
    for (let car = 0; car < 20_000; car++) {
      const fails = next() < 0.04;
      const long = next() < (fails ? 0.6 : 0.1);
      const drawn = !long && next() < 0.1;
      const found = fails && (long || drawn || next() < 1 / 3);
      if (fails) failures++;
      if (fails && long) caught++;
      if (long) model[found ? 'tp' : 'fp']++;
      else model[found ? 'fn' : 'tn']++;
      if (!drawn) continue;
      audit.cars++;
      audit.known++;
      if (found) audit.failures++;
    }
    const truth = caught / failures;
    const { value, interval } = auditFindings(counts({ model, audit }))!.recall!;
    expect(recall(model)!.interval.low).toBeGreaterThan(truth);
    expect(interval.low).toBeLessThan(truth);
    expect(interval.high).toBeGreaterThan(truth);
    expect(Math.abs(value - truth)).toBeLessThan(0.1);
  });
});

describe('estimated performance', () => {
  test('counts a car with probability p as p of a failing one', () => {
    // Long: 0.6 and 0.4; short: 0.1 and 0.1.
    const found = estimated({
      cars: 4,
      tp: 1,
      fp: 1,
      fn: 0.2,
      tn: 1.8,
      longVariance: 0.48,
      shortVariance: 0.18,
    });
    expect(found.precision!.value).toBe(0.5);
    expect(found.recall!.value).toBeCloseTo(1 / 1.2, 12);
    expect(found.escapeRate!.value).toBeCloseTo(0.1, 12);
    expect(found.recall!.interval.high).toBeLessThanOrEqual(1);
    expect(estimated(NO_ESTIMATE)).toEqual({ precision: null, recall: null, escapeRate: null });
  });

  test('holds what really happens in about 95 of 100 cases where the probabilities are right', () => {
    const next = seededRandom(11);
    const inside = { precision: 0, recall: 0, escapeRate: 0 };
    const rounds = 400;
    for (let round = 0; round < rounds; round++) {
      const sums = { ...NO_ESTIMATE };
      const real = { tp: 0, fp: 0, fn: 0, tn: 0 };
      for (let car = 0; car < 1000; car++) {
        const p = next() ** 6;
        const fails = next() < p;
        const long = p >= 0.3;
        sums.cars++;
        sums[long ? 'tp' : 'fn'] += p;
        sums[long ? 'fp' : 'tn'] += 1 - p;
        sums[long ? 'longVariance' : 'shortVariance'] += p * (1 - p);
        real[long ? (fails ? 'tp' : 'fp') : fails ? 'fn' : 'tn']++;
      }
      const found = estimated(sums);
      const shares = { precision: precision(real), recall: recall(real), escapeRate: escapeRate(real) };
      for (const name of ['precision', 'recall', 'escapeRate'] as const) {
        const { low, high } = found[name]!.interval;
        if (shares[name]!.value >= low && shares[name]!.value <= high) inside[name]++;
      }
    }
    for (const name of ['precision', 'recall', 'escapeRate'] as const) {
      expect(inside[name] / rounds, name).toBeGreaterThan(0.92);
      expect(inside[name] / rounds, name).toBeLessThan(0.98);
    }
  });
});
