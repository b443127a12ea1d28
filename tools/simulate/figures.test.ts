import { describe, expect, it } from 'vitest';
import { Random } from '../demo-plant/random.ts';
import type { PerformanceCounts } from '../../shared/contracts/performance.ts';
import type { Answer } from './collect.ts';
import { figuresByMonth, type Judged } from './figures.ts';
import { toldByMonth } from './told.ts';

const random = new Random(1);
/** Cars whose probability the first side knows, and the retrained one only from February on. */
const cars: Judged[] = Array.from({ length: 4000 }, (_, i) => {
  const best = random.next() ** 4;
  const month = i < 2000 ? '2024-01' : '2024-02';
  return {
    month,
    best,
    failed: random.next() < best,
    first: random.next(),
    newest: best,
    retrained: i < 2000 ? random.next() : best,
  };
});

describe('figures by month', () => {
  const [january, february] = figuresByMonth(cars, 0.2);

  it('are of the cars of the month, each once', () => {
    expect([january, february].map((each) => each?.month)).toEqual(['2024-01', '2024-02']);
    expect(january!.cars + february!.cars).toBe(4000);
    expect(january!.failures).toBe(cars.slice(0, 2000).filter(({ failed }) => failed).length);
  });

  it('tell who ranks well, and how sure that is', () => {
    expect(february!.retrained.rocAuc.value).toBe(february!.best);
    expect(february!.first.rocAuc.value).toBeCloseTo(0.5, 1);
    const { value, interval } = february!.difference.rocAuc;
    expect(interval!.low).toBeGreaterThan(0);
    expect(interval!.low).toBeLessThan(value!);
    expect(january!.difference.rocAuc.interval!.low).toBeLessThan(0);
    expect(january!.difference.rocAuc.interval!.high).toBeGreaterThan(0);
  });

  it('count what is caught by the same number of long tests', () => {
    const ranked = cars.slice(2000).toSorted((a, b) => b.best - a.best);
    const caught = ranked.slice(0, 400).filter(({ failed }) => failed).length;
    expect(february!.retrained.recall.value).toBeCloseTo(caught / february!.failures, 9);
    expect(february!.first.recall.value).toBeCloseTo(0.2, 1);
  });
});

describe('what the product tells', () => {
  const counts = (tp: number, fn: number, failures: number): PerformanceCounts => ({
    cars: 1000,
    known: 1000,
    pending: 0,
    neverTested: 0,
    long: 200,
    decided: { tp, fp: 200 - tp, fn, tn: 800 - fn },
    model: { tp, fp: 200 - tp, fn, tn: 800 - fn },
    audit: { cars: 50, known: 50, failures },
    estimated: { cars: 1000, tp: 0, fp: 0, fn: 0, tn: 0, longVariance: 0, shortVariance: 0 },
  });
  const period = (number: number, of: PerformanceCounts) => ({
    period: number,
    firstAt: '',
    lastAt: '',
    counts: of,
  });
  const answers = Array.from({ length: 3000 }, (_, i): Answer => ({
    knr: String(i),
    day: i < 1200 ? '2024-01-31' : '2024-02-01',
    modelId: 1,
    probability: 0.1,
    first: 0.1,
    modelSaysLong: i % 5 === 0,
    outcome: null,
  }));
  const told = {
    by: 'cars' as const,
    periods: [period(0, counts(30, 20, 2)), period(1, counts(40, 20, 3)), period(2, counts(20, 30, 4))],
    total: null,
    overrides: [],
    marks: [],
  };

  it('is put to the month of the car in the middle of a thousand, beside the truth', () => {
    const [january, february] = toldByMonth(told, answers, (knr) => Number(knr) % 50 === 0);
    expect(january).toMatchObject({ month: '2024-01', cars: 1000, byLabels: { of: 30, cars: 50 } });
    expect(january!.byTruth).toMatchObject({ of: 24, cars: 24 });
    expect(february).toMatchObject({ month: '2024-02', cars: 2000, byLabels: { of: 60, cars: 110 } });
    expect(february!.byAudit!.escapes).toMatchObject({ of: 7, cars: 100 });
    expect(february!.longTests).toBeCloseTo(0.2, 9);
  });
});
