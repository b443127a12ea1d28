import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluateBinary, naiveRule } from './evaluate.ts';
import { bestF1Threshold, brier, prAuc, rocAuc } from './ranking.ts';
import { confusionAt } from './binary.ts';

const cars = fc.array(
  fc.record({ p: fc.integer({ min: 0, max: 20 }).map((n) => n / 20), y: fc.constantFrom(0, 1) }),
  {
    minLength: 1,
    maxLength: 60,
  },
);
const columns = (list: { p: number; y: number }[]) => [list.map((c) => c.p), list.map((c) => c.y)] as const;

describe('rocAuc', () => {
  it('is the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(cars, (list) => {
        let pairs = 0;
        let right = 0;
        for (const a of list) {
          for (const b of list) {
            if (a.y === 1 && b.y === 0) {
              pairs++;
              right += a.p > b.p ? 1 : a.p === b.p ? 0.5 : 0;
            }
          }
        }
        const area = rocAuc(...columns(list));
        if (pairs === 0) expect(area).toBeNull();
        else expect(area).toBeCloseTo(right / pairs, 12);
      }),
    );
  });
});

describe('prAuc', () => {
  it('is the mean precision at each failing car where there are no ties', () => {
    // Failing cars at ranks 1, 3 and 4 of 5: (1/1 + 2/3 + 3/4) / 3.
    expect(prAuc([0.9, 0.8, 0.7, 0.6, 0.5], [1, 0, 1, 1, 0])).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 12);
  });
  it('is the rate where all cars look the same, and null without failures', () => {
    expect(prAuc([0.1, 0.1, 0.1, 0.1], [1, 0, 0, 0])).toBeCloseTo(0.25, 12);
    expect(prAuc([0.1, 0.2], [0, 0])).toBeNull();
  });
});

describe('bestF1Threshold', () => {
  it('has the highest F1 of all thresholds', () => {
    fc.assert(
      fc.property(cars, (list) => {
        const [p, y] = columns(list);
        const threshold = bestF1Threshold(p, y);
        if (!y.includes(1)) {
          expect(threshold).toBeNull();
          return;
        }
        const f1 = (t: number) => {
          const c = confusionAt(p, y, t);
          return (2 * c.tp) / (2 * c.tp + c.fp + c.fn);
        };
        const best = Math.max(...p.map(f1));
        expect(f1(threshold!)).toBeCloseTo(best, 12);
      }),
    );
  });
  it('lies between two probabilities, so that rounding moves no car across it', () => {
    expect(bestF1Threshold([0.8, 0.4], [1, 0])).toBeCloseTo(0.6, 12);
  });
});

describe('evaluateBinary', () => {
  const metrics = evaluateBinary([0.9, 0.6, 0.4, 0.1], [1, 0, 1, 0], 0.5);
  it('counts the positive class only', () => {
    expect(metrics.confusion).toEqual({ tp: 1, fp: 1, fn: 1, tn: 1 });
    expect(metrics).toMatchObject({
      cars: 4,
      failures: 2,
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
      accuracy: 0.5,
    });
  });
  it('sends a car at the threshold to the long test', () => {
    expect(evaluateBinary([0.5], [1], 0.5).confusion.tp).toBe(1);
  });
  it('has no precision where nothing is sent to the long test', () => {
    expect(evaluateBinary([0.1, 0.2], [1, 0], 0.5)).toMatchObject({ precision: null, recall: 0 });
  });
  it('has the mean squared distance as Brier', () => {
    expect(brier([0.9, 0.4], [1, 0])).toBeCloseTo((0.01 + 0.16) / 2, 12);
  });
});

describe('naiveRule', () => {
  it('finds at random what its long tests find, so its precision is the rate', () => {
    const label = [...Array<number>(10).fill(1), ...Array<number>(90).fill(0)];
    const naive = naiveRule(label, 0.1, 20);
    expect(naive.confusion).toEqual({ tp: 2, fp: 18, fn: 8, tn: 72 });
    expect(naive).toMatchObject({ precision: 0.1, recall: 0.2, rocAuc: 0.5 });
    expect(naive.prAuc).toBeCloseTo(0.1, 12);
  });
});
