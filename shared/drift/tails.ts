/**
 * Tail probabilities that a test of drift needs. Own code, because the kept libraries that have them bring native builds
 * (`@stdlib`) or have not been released for years (`jstat`).
 */

/** Logarithm of the gamma function for x > 0, to about 1e-14 (Lanczos, 1964, with g = 7 and nine terms). */
export function logGamma(x: number): number {
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i);
  const t = x - 1 + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

const nonZero = (x: number, tiny: number) => (Math.abs(x) < tiny ? tiny : x);

/**
 * P(F ≥ x) of Snedecor's F: a chi-square over its degrees, divided by another one. Neither need be whole. The regularized
 * incomplete beta function as a continued fraction (Press and others, 6.4).
 */
export function fTail(x: number, df1: number, df2: number): number {
  if (!(x > 0)) return 1;
  return beta(df2 / (df2 + df1 * x), df2 / 2, df1 / 2);
}

/** Regularized incomplete beta function I_x(a, b). */
function beta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny);
  let value = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d, tiny);
    c = nonZero(1 + even / c, tiny);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d, tiny);
    c = nonZero(1 + odd / c, tiny);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return value;
}

/** P(X ≥ k) of a binomial with `n` trials of probability `p`. O(n). */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (p <= 0 || k > n) return 0;
  if (p >= 1) return 1;
  let term = Math.exp(
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p),
  );
  let sum = term;
  for (let i = k + 1; i <= n && term > sum * 1e-16; i++) {
    term *= ((n - i + 1) / i) * (p / (1 - p));
    sum += term;
  }
  return Math.min(1, sum);
}
