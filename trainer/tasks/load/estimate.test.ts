import { describe, expect, it } from 'vitest';
import { type LoadPhase, PHASES, progressOf, secondsLeft } from './estimate.ts';

const phases = Object.keys(PHASES) as LoadPhase[];

describe('the progress of a load', () => {
  it('rises from 0 to 1 through the phases, without a leap between two', () => {
    expect(phases).toEqual(['read', 'sort', 'store', 'write', 'features']);
    const ends = phases.map((phase) => [progressOf(phase, 0), progressOf(phase, 1)]);
    expect(ends.flat()).toEqual([0, 0.5, 0.5, 0.65, 0.65, 0.7, 0.7, 0.85, 0.85, 1]);
    expect(progressOf('read', 0.5)).toBeCloseTo(0.25);
    expect(progressOf('write', 0.2)).toBeCloseTo(0.73);
  });

  it('stays in the phase, whatever share is told', () => {
    expect(progressOf('read', 1.4)).toBe(0.5);
    expect(progressOf('sort', -1)).toBe(0.5);
  });
});

describe('the time left', () => {
  it('is what a steady load takes until its end', () => {
    const total = 62;
    for (let elapsed = 4; elapsed <= total; elapsed++)
      expect(secondsLeft(elapsed * 1000, elapsed / total), `after ${elapsed} s`).toBe(total - elapsed);
  });

  it('grows when a load slows down, and falls when it goes on', () => {
    const half = secondsLeft(10_000, 0.5)!;
    expect(secondsLeft(15_000, 0.5)).toBeGreaterThan(half);
    expect(secondsLeft(11_000, 0.6)).toBeLessThan(half);
  });

  it.each([
    ['in the first three seconds', 3000, 0.9],
    ['before three hundredths are done', 600_000, 0.03],
    ['at the beginning', 0, 0],
  ])('is not told %s', (_when, elapsed, progress) => {
    expect(secondsLeft(elapsed, progress)).toBeNull();
  });

  it('is never negative, and nothing at the end', () => {
    for (const phase of phases)
      for (let share = 0; share <= 1.1; share += 0.1)
        expect(secondsLeft(90_000, progressOf(phase, share)) ?? 0).toBeGreaterThanOrEqual(0);
    expect(secondsLeft(90_000, 1)).toBe(0);
    expect(secondsLeft(90_000, 1.01)).toBe(0);
  });
});
