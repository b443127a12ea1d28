/** Writes the gradient at `w` and returns the loss there. */
export type Objective = (w: Float64Array, gradient: Float64Array) => number;

const REMEMBERED = 8;
/** Share of the promised fall that a step must bring (Armijo). */
const ENOUGH = 1e-4;

const dot = (a: Float64Array, b: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/**
 * The minimum of a smooth convex function of `size` numbers, from 0, by L-BFGS with backtracking (Nocedal, Wright:
 * Numerical Optimization, 2nd ed., algorithms 7.4 and 3.1). Ends when no part of the gradient is above `tolerance`, after
 * `iterations`, or where float64 finds nothing lower. `between` is awaited after each step.
 */
export async function minimise(
  objective: Objective,
  size: number,
  {
    tolerance,
    iterations,
    between,
  }: { tolerance: number; iterations: number; between?: () => Promise<void> | null },
): Promise<Float64Array> {
  let w = new Float64Array(size);
  let gradient = new Float64Array(size);
  let loss = objective(w, gradient);
  const past: { step: Float64Array; change: Float64Array; rho: number }[] = [];
  for (let iteration = 0; iteration < iterations; iteration++) {
    if (gradient.every((g) => Math.abs(g) <= tolerance)) break;
    const direction = descend(gradient, past);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) break;
    let length = past.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    const tryLength = () => {
      for (let i = 0; i < size; i++) next[i] = w[i]! + length * direction[i]!;
      return objective(next, nextGradient);
    };
    let nextLoss = tryLength();
    while (!(nextLoss <= loss + ENOUGH * length * slope) && length > 1e-10) {
      length /= 2;
      nextLoss = tryLength();
    }
    if (!(nextLoss < loss)) break;
    const step = next.map((value, i) => value - w[i]!);
    const change = nextGradient.map((value, i) => value - gradient[i]!);
    const curvature = dot(step, change);
    if (curvature > 0) past.push({ step, change, rho: 1 / curvature });
    if (past.length > REMEMBERED) past.shift();
    w = next;
    gradient = nextGradient;
    loss = nextLoss;
    const pause = between?.();
    if (pause) await pause;
  }
  return w;
}

/** Minus the gradient times the inverse Hessian as the last steps have shown it (the two-loop recursion). */
function descend(
  gradient: Float64Array,
  past: readonly { step: Float64Array; change: Float64Array; rho: number }[],
): Float64Array {
  const q = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (let i = past.length - 1; i >= 0; i--) {
    const { step, change, rho } = past[i]!;
    const alpha = rho * dot(step, q);
    alphas[i] = alpha;
    for (let j = 0; j < q.length; j++) q[j]! -= alpha * change[j]!;
  }
  const last = past.at(-1);
  if (last) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    for (let j = 0; j < q.length; j++) q[j]! *= scale;
  }
  past.forEach(({ step, change, rho }, i) => {
    const beta = rho * dot(change, q);
    for (let j = 0; j < q.length; j++) q[j]! += (alphas[i]! - beta) * step[j]!;
  });
  return q;
}
