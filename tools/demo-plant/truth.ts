import { Random, STREAM } from './random.ts';

export const FAILURE_RATE = 0.065;
export const BEST_AUC = 0.828;

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const mean = (values: Float64Array) => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Intercept at which the mean probability is `rate`; bisection, the mean rises with the intercept. */
function probabilities(risk: Float64Array, scale: number, rate: number): Float64Array {
  let low = -60;
  let high = 60;
  let found = risk.map((r) => r);
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    found = risk.map((r) => logistic(scale * r + middle));
    if (mean(found) < rate) low = middle;
    else high = middle;
  }
  return found;
}

/**
 * ROC AUC that ranking by the true probability has on average over the draws of the labels: the best that any model
 * can expect. `weight` of a pair (i fails, j passes) is p_i (1 - p_j); ties count half. O(n log n).
 */
export function expectedAuc(p: Float64Array): number {
  const sorted = Float64Array.from(p).sort();
  let passedBelow = 0;
  let won = 0;
  let failing = 0;
  let passing = 0;
  for (const value of sorted) {
    won += value * (passedBelow + (1 - value) / 2);
    passedBelow += 1 - value;
    failing += value;
    passing += 1 - value;
  }
  const own = p.reduce((sum, v) => sum + v * (1 - v), 0);
  return (won - own / 2) / (failing * passing - own);
}

/** Turns risks into probabilities with mean `rate` and expected AUC `auc`: both rise with what is searched. */
export function calibrate(risk: Float64Array, rate = FAILURE_RATE, auc = BEST_AUC): Float64Array {
  if (risk.length === 0) return risk;
  let low = 0.05;
  let high = 8;
  let found = risk;
  for (let step = 0; step < 25; step++) {
    const middle = (low + high) / 2;
    found = probabilities(risk, middle, rate);
    if (expectedAuc(found) < auc) low = middle;
    else high = middle;
  }
  return found;
}

/**
 * Draws the labels by systematic sampling along the probability: each car fails with exactly its probability, while
 * the number of failures and their spread over the probabilities stay close to what is expected even for few cars.
 */
export function drawLabels(p: Float64Array, seed: number): Uint8Array {
  const order = Array.from(p.keys()).sort((a, b) => (p[a] as number) - (p[b] as number) || a - b);
  const labels = new Uint8Array(p.length);
  let sum = new Random(seed, STREAM.label).next();
  for (const car of order) {
    const next = sum + (p[car] as number);
    labels[car] = Math.floor(next) > Math.floor(sum) ? 1 : 0;
    sum = next;
  }
  return labels;
}

/** ROC AUC of scores against drawn labels; ties count half. */
export function auc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  let passed = 0;
  let failed = 0;
  let won = 0;
  for (let i = 0; i < order.length;) {
    let j = i;
    let tiedPassed = 0;
    let tiedFailed = 0;
    for (; j < order.length && scores[order[j] as number] === scores[order[i] as number]; j++)
      if (labels[order[j] as number]) tiedFailed++;
      else tiedPassed++;
    won += tiedFailed * (passed + tiedPassed / 2);
    passed += tiedPassed;
    failed += tiedFailed;
    i = j;
  }
  return won / (passed * failed);
}
