import type { CurvePoint } from '$shared/metrics/evaluate.ts';

/** One line of a picture. */
export interface Line {
  key: string;
  label: string;
  color: string;
  dashed: boolean;
  points: CurvePoint[];
}

/** Of the first and the second model, everywhere the same. */
export const colorOf = (side: number): string => (side === 0 ? 'var(--series-1)' : 'var(--series-2)');
