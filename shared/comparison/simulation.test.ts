import { expect, it } from 'vitest';
import { verdictsOf, type Setting } from './testing/trials.ts';

const TRIALS = 1000;
/**
 * Two equal models may be called `better` in 2.5% of the trials. Of 1,000 trials of such a rule 99% have at most
 * 25 + 2.33 · √(1000 · 0.025 · 0.975) = 36.
 */
const MOST = 36;

const equal: Setting = { cars: 2000, noise: [1, 1], thresholds: [0.12, 0.12], calibrated: 0 };

it.each<[string, Setting]>([
  ['with noise of their own', equal],
  ['calibrated, with long plateaus', { ...equal, cars: 3000, calibrated: 500 }],
  ['with different thresholds', { ...equal, thresholds: [0.05, 0.2] }],
])(
  'of two equal models %s, hardly one is called better, and hardly one worse',
  { timeout: 120_000 },
  (_, setting) => {
    const words = verdictsOf(setting, TRIALS);
    expect(words.better).toBeLessThanOrEqual(MOST);
    expect(words.worse).toBeLessThanOrEqual(MOST);
  },
);

it('a model that is better is found, and one that is worse', { timeout: 120_000 }, () => {
  const setting: Setting = { ...equal, cars: 6000, noise: [0.5, 1.5] };
  const found = verdictsOf(setting, 200);
  expect(found.better).toBeGreaterThan(180);
  expect(found.worse).toBe(0);
  expect(verdictsOf({ ...setting, noise: [1.5, 0.5] }, 200).worse).toBeGreaterThan(180);
});
