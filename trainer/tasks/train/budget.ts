import type { RunParameters } from '../../../shared/contracts/runs.ts';

/** Below so many cars a search is a few seconds long, and a start of the demo plant waits for it. */
const FEW_CARS = 10_000;
/** With snapshot, final model and registration two minutes for 100,000 cars on two cores. */
const SECONDS = 80;

/** How long a run searches: what its parameters say, else by the number of cars that it may learn from. */
export function budgetOf(cars: number, wanted: RunParameters['search']): { trials: number; seconds: number } {
  return { trials: wanted?.trials ?? (cars < FEW_CARS ? 8 : 16), seconds: wanted?.seconds ?? SECONDS };
}
