import type { CurvePoint } from '$shared/metrics/evaluate.ts';

/** A curve's height at `x`: the line between the neighbours; null outside the curve. `points` ascend in x. */
export function heightAt(points: readonly CurvePoint[], x: number): number | null {
  for (let i = 1; i < points.length; i++) {
    const a = points[i - 1]!;
    const b = points[i]!;
    if (x < a.x || x > b.x) continue;
    return b.x === a.x ? Math.max(a.y, b.y) : a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x);
  }
  return null;
}

export const STEPS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9] as const;
