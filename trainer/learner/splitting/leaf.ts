/** L1 and L2 regularisation of a leaf, and what it must weigh. */
export interface LeafRules {
  l1: number;
  l2: number;
  minChildWeight: number;
  minGain: number;
}

function soft(gradient: number, l1: number): number {
  if (gradient > l1) return gradient - l1;
  return gradient < -l1 ? gradient + l1 : 0;
}

/** Twice the loss that a leaf saves: T(G)² / (H + l2) (XGBoost paper, equation 6, without the ½). */
export function leafScore(gradient: number, hessian: number, rules: LeafRules): number {
  const g = soft(gradient, rules.l1);
  return g === 0 ? 0 : (g * g) / (hessian + rules.l2);
}

/** What a leaf adds to the log-odds before the learning rate: -T(G) / (H + l2). */
export function leafValue(gradient: number, hessian: number, rules: LeafRules): number {
  const g = soft(gradient, rules.l1);
  return g === 0 ? 0 : -g / (hessian + rules.l2);
}

/** Steps a unit of log-odds on which margins lie. */
const MARGIN_STEPS = 2 ** 18;

/**
 * The nearest multiple of 2^-18. Sums of such numbers are exact in float32 below 64, far beyond any margin, so
 * ONNX Runtime's float32 sum over all trees is the learner's own, in whatever order it adds.
 */
export function onMarginGrid(x: number): number {
  return Math.round(x * MARGIN_STEPS) / MARGIN_STEPS;
}
