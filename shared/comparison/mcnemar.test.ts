import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corrected, mcNemar, pairedInterval } from './mcnemar.ts';

/** Binomial coefficients by Pascal's triangle, in exact integers. */
function chance(cars: number, most: number): number {
  let row = [1n];
  for (let n = 1; n <= cars; n++) row = [1n, ...row.slice(1).map((v, i) => v + row[i]!), 1n];
  const some = row.slice(0, most + 1).reduce((a, b) => a + b, 0n);
  return Number((some * 10n ** 18n) / 2n ** BigInt(cars)) / 1e18;
}

describe('mcNemar', () => {
  it('is twice the smaller tail of a fair coin, at most 1', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (b, c) => {
        expect(mcNemar(b, c)).toBeCloseTo(Math.min(1, 2 * chance(b + c, Math.min(b, c))), 12);
        expect(mcNemar(b, c)).toBe(mcNemar(c, b));
      }),
    );
  });
  it('agrees with published figures, and knows large numbers', () => {
    // R: binom.test(2, 12)$p.value, binom.test(1400, 3000)$p.value
    expect(mcNemar(10, 2)).toBeCloseTo(0.0385742188, 9);
    expect(mcNemar(1400, 1600)).toBeGreaterThan(2e-4);
    expect(mcNemar(1400, 1600)).toBeLessThan(3e-4);
    expect(mcNemar(0, 0)).toBe(1);
  });
});

describe('pairedInterval', () => {
  it('leaves open what few failures leave open, also where no car is treated differently', () => {
    expect(pairedInterval(0, 0, 0)).toBeNull();
    expect(pairedInterval(0, 0, 30)!.high).toBeCloseTo(0.0866, 3);
    expect(pairedInterval(0, 0, 10)!.high).toBeGreaterThan(0.1);
    const { low, high } = pairedInterval(30, 10, 100)!;
    // (31 - 11) / 102, and 1.96 · √((42/102 - (20/102)²) / 102)
    expect((low + high) / 2).toBeCloseTo(20 / 102, 12);
    expect((high - low) / 2).toBeCloseTo(0.1186, 3);
  });
});

describe('corrected', () => {
  it('is the procedure of Benjamini and Hochberg on their own example', () => {
    // Table of fifteen p-values of their section 3.2: the first four are found at 0.05.
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719];
    const all = [...p, 0.6528, 0.759, 1].toReversed();
    const found = corrected(all);
    expect(found.filter((value) => value < 0.05)).toHaveLength(4);
    expect(found.at(-1)).toBeCloseTo(0.0015, 12);
    expect(found[0]).toBe(1);
  });
  it('leaves a single one as it is, and none out', () => {
    expect(corrected([0.03])).toEqual([0.03]);
    expect(corrected([])).toEqual([]);
  });
});
