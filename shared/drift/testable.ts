import type { Untested } from '../contracts/monitor.ts';
import { LARGEST_SHARE } from './profile.ts';

/** A reference of fewer weeks has not seen what a plant does from week to week. */
export const LEAST_WEEKS = 4;

/** Why windows of `size` cars cannot be judged by a reference of so many cars over so many weeks; null: they can. */
export function untestable(cars: number, weeks: number, size: number): Untested | null {
  if (size > cars * LARGEST_SHARE) return 'few_cars';
  return weeks < LEAST_WEEKS ? 'few_weeks' : null;
}
