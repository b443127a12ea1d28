import type { Trial } from '$shared/contracts/search.ts';

export type TrialKey = 'number' | 'logLoss' | 'prAuc' | 'rocAuc';

/**
 * Trials in the order of a figure. Stopped ones have figures of fewer folds, which cannot be compared: unless the order
 * is that of trying they stand at the end, like a figure that is missing.
 */
export function sortTrials(trials: readonly Trial[], key: TrialKey, down: boolean): Trial[] {
  const last = (trial: Trial) => key !== 'number' && (trial.stopped || trial[key] === null);
  const value = (trial: Trial) => (down ? -1 : 1) * (trial[key] ?? 0);
  return [...trials].sort(
    (a, b) => Number(last(a)) - Number(last(b)) || value(a) - value(b) || a.number - b.number,
  );
}
