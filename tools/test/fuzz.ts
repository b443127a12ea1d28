import type { Parameters } from 'fast-check';

/**
 * How a fuzz test runs: the same each time, unless `HALLE_FUZZ_SEED` names another seed, and bounded in time. fast-check
 * prints the seed and the smallest example with a failure.
 */
export function fuzzing<T>(runs: number, seconds = 40): Parameters<T> {
  const seed = Number(process.env['HALLE_FUZZ_SEED'] ?? 20_261_130);
  const times = Number(process.env['HALLE_FUZZ_TIMES'] ?? 1);
  return {
    seed,
    numRuns: runs * times,
    interruptAfterTimeLimit: seconds * times * 1000,
    endOnFailure: false,
  };
}
