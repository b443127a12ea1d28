import { type Interval, Z } from '../metrics/intervals.ts';

/**
 * McNemar's exact test, two-sided: of `onlyModel + onlyAgainst` cars that the two models treat differently, each is as
 * likely to be the one's as the other's when the models are equal (McNemar, 1947; exact: a binomial with 1/2). 1 without
 * such a car. O(onlyModel + onlyAgainst).
 */
export function mcNemar(onlyModel: number, onlyAgainst: number): number {
  const cars = onlyModel + onlyAgainst;
  const fewer = Math.min(onlyModel, onlyAgainst);
  // The logarithm of the binomial's terms, because 2^-cars is 0 in a double from 1,075 cars on.
  let term = -cars * Math.LN2;
  let sum = Math.exp(term);
  for (let i = 1; i <= fewer; i++) {
    term += Math.log((cars - i + 1) / i);
    sum += Math.exp(term);
  }
  return Math.min(1, 2 * sum);
}

/**
 * A 95% interval of (onlyModel - onlyAgainst) / failures: Wald's with one added to both (Bonett and Price: Adjusted Wald
 * interval for a difference of proportions based on paired data, 2012). Unlike a bootstrap's it does not shrink to nothing
 * where no car is treated differently: without one, 30 failures leave ±0.09 open. Null without failures.
 */
export function pairedInterval(onlyModel: number, onlyAgainst: number, failures: number): Interval | null {
  if (failures === 0) return null;
  const [mine, other] = [(onlyModel + 1) / (failures + 2), (onlyAgainst + 1) / (failures + 2)];
  const middle = mine - other;
  const half = Z * Math.sqrt((mine + other - middle * middle) / (failures + 2));
  return { low: Math.max(-1, middle - half), high: Math.min(1, middle + half) };
}

/**
 * P-values corrected for their number, in their order: the share of false findings among those below a limit is at most
 * the limit (Benjamini and Hochberg, 1995; also for tests that go together, as segments of the same cars do, when they do
 * so positively: Benjamini and Yekutieli, 2001).
 */
export function corrected(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[b]! - pValues[a]!);
  const out = pValues.map(() => 1);
  let least = 1;
  order.forEach((i, n) => {
    least = Math.min(least, (pValues[i]! * pValues.length) / (pValues.length - n));
    out[i] = least;
  });
  return out;
}
