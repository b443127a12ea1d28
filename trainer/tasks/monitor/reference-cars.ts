import type { Values } from '../../../shared/drift/bins.ts';

/** Cars in the order in which they entered their road test, and over how many weeks. */
export interface ReferenceCars {
  columns: Values[];
  cars: number;
  weeks: number;
}

const WEEK = 7 * 86_400_000;

/** `at`: when each car entered its road test, ascending, in milliseconds. */
export const referenceCars = (columns: Values[], at: readonly number[]): ReferenceCars => ({
  columns,
  cars: at.length,
  weeks: at.length === 0 ? 0 : (at.at(-1)! - at[0]!) / WEEK,
});
