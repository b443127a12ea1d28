import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import type { Values } from './bins.ts';
import { profileOf, testWindow } from './profile.ts';

const random = seededRandom(7);
const numbers = (count: number, make: (i: number) => number): Values => ({
  name: 'x',
  kind: 'number',
  values: Float64Array.from({ length: count }, (_, i) => make(i)),
});
const categories = (count: number, make: (i: number) => string): Values => ({
  name: 'x',
  kind: 'category',
  values: Array.from({ length: count }, (_, i) => make(i)),
});
const share = (windows: number, p: () => number) =>
  Array.from({ length: windows }, p).filter((each) => each < 0.01).length / windows;

describe('a window without a change', () => {
  const reference = numbers(6000, random);
  it.each([50, 250, 1000])('of %i cars is seldom called different', (size) => {
    const profile = profileOf(reference, size, 20);
    expect(share(400, () => testWindow(profile, numbers(size, random)).pValue)).toBeLessThan(0.02);
  });

  it('that lies in one weekday is usual where all windows do', () => {
    // A weekday every 300 cars; windows of 50 lie in one, and chi-square alone calls each of them different.
    const weekday = (i: number) => 1 + (Math.floor(i / 300) % 5);
    const profile = profileOf(numbers(9000, weekday), 50, 6);
    for (let day = 0; day < 5; day++) {
      expect(
        testWindow(
          profile,
          numbers(50, (i) => weekday(day * 300 + i)),
        ).pValue,
      ).toBeGreaterThan(0.05);
    }
    expect(profile.inflation).toBeGreaterThan(10);
  });
});

describe('values that are rare', () => {
  // Of 3 of 24,000 cars it is not known: a window without any is what nearly all windows are.
  const profile = profileOf(
    numbers(24_000, (i) => (i % 8000 === 77 ? NaN : 0)),
    100,
    30,
  );
  const window = (others: number) => numbers(100, (i) => (i < others ? NaN : 0));
  it('are not missed where a window has none', () =>
    expect(testWindow(profile, window(0)).pValue).toBeGreaterThan(0.05));
  it('are found where they become frequent', () =>
    expect(testWindow(profile, window(4)).pValue).toBeLessThan(1e-4));

  it('each, but of half of the cars together, may be all of a window where windows are of one kind', () => {
    // Each value for two days of 75 cars: 3 to 6 cars of each are expected in a window of 50.
    const value = (i: number) => Math.floor(i / 150) % 13;
    const reference = numbers(13 * 150 * 12, value);
    const profile = profileOf(reference, 50, 30);
    for (let day = 0; day < 13; day++)
      expect(
        testWindow(
          profile,
          numbers(50, (i) => value(150 * day + i)),
        ).pValue,
      ).toBeGreaterThan(0.05);
  });
});

describe('a change', () => {
  it('of a mean is found in 100 cars, and not called before', () => {
    const profile = profileOf(numbers(6000, random), 100, 20);
    expect(
      testWindow(
        profile,
        numbers(100, () => random() + 0.5),
      ).pValue,
    ).toBeLessThan(1e-6);
  });
  it('to a category that the reference never saw is found', () => {
    const profile = profileOf(
      categories(3000, (i) => (i % 3 === 0 ? 'DSN' : 'CWL')),
      100,
      20,
    );
    const window = (fresh: number) =>
      categories(100, (i) => (i < fresh ? 'CWS' : i % 3 === 0 ? 'DSN' : 'CWL'));
    expect(testWindow(profile, window(8)).pValue).toBeLessThan(1e-4);
    expect(testWindow(profile, window(0)).pValue).toBeGreaterThan(0.05);
  });
  it('to values that are not known any more is found', () => {
    const profile = profileOf(numbers(3000, random), 100, 20);
    expect(
      testWindow(
        profile,
        numbers(100, (i) => (i < 10 ? NaN : random())),
      ).pValue,
    ).toBeLessThan(1e-6);
  });
});

it('refuses windows that are too large for the reference, and windows of another size', () => {
  expect(() => profileOf(numbers(299, random), 100, 20)).toThrow(/300/);
  const profile = profileOf(numbers(300, random), 100, 20);
  expect(() => testWindow(profile, numbers(99, random))).toThrow(/99 cars/);
});

it('is less sure with fewer weeks', () => {
  const reference = numbers(6000, random);
  const window = numbers(100, () => random() + 0.15);
  const p = (weeks: number) => testWindow(profileOf(reference, 100, weeks), window).pValue;
  expect(p(4)).toBeGreaterThan(p(40));
});
