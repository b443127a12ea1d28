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

/** One line of a picture over time, with the bounds of each point. */
export interface TimeLine extends Omit<Line, 'points'> {
  points: { x: number; y: number; low: number; high: number }[];
  /** Its bounds are shown as a band. */
  banded: boolean;
}

/** What `Lines` draws of a line. */
export interface PictureLine {
  key: string;
  color: string;
  dashed: boolean;
  points: readonly { x: number; y: number }[];
  /** Pixels. */
  width?: number;
  opacity?: number;
}
