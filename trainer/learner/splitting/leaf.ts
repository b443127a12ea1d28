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
