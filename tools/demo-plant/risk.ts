/** Slope and intercept that turn risk scores into probabilities with the wanted rate and ranking quality. */
export interface Risk {
  slope: number;
  intercept: number;
}

export const probabilityOf = (risk: Risk, score: number) =>
  1 / (1 + Math.exp(-(risk.slope * score + risk.intercept)));

function bisect(low: number, high: number, tooLow: (x: number) => boolean): number {
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (tooLow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The ROC AUC that ranking by the true probabilities has on average over the draws of the labels: no model that sees
 * the same cars can be better. Sum over pairs of p_i (1 - p_j), pairs in the right order.
 */
export function expectedAuc(probabilities: readonly number[]): number {
  const sorted = [...probabilities].sort((a, b) => a - b);
  let passedBelow = 0;
  let pairs = 0;
  let i = 0;
  while (i < sorted.length) {
    let j = i;
    let failed = 0;
    let passed = 0;
    for (; j < sorted.length && sorted[j] === sorted[i]; j++) {
      failed += sorted[j]!;
      passed += 1 - sorted[j]!;
    }
    pairs += failed * (passedBelow + passed / 2);
    passedBelow += passed;
    i = j;
  }
  const failures = sorted.reduce((sum, p) => sum + p, 0);
  return pairs / (failures * (sorted.length - failures));
}

/** Finds slope and intercept for a failure rate and an expected AUC over the given scores. */
export function calibrateRisk(scores: readonly number[], rate: number, auc: number): Risk {
  const interceptFor = (slope: number) =>
    bisect(
      -30,
      10,
      (intercept) =>
        scores.reduce((sum, s) => sum + probabilityOf({ slope, intercept }, s), 0) / scores.length < rate,
    );
  const slope = bisect(0.05, 4, (candidate) => {
    const risk = { slope: candidate, intercept: interceptFor(candidate) };
    return expectedAuc(scores.map((s) => probabilityOf(risk, s))) < auc;
  });
  return { slope, intercept: interceptFor(slope) };
}
