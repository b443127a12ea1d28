import { type FoldScore, leadOf } from './score.ts';

/** A trial as the choice sees it. */
export interface Candidate {
  scores: readonly FoldScore[];
  logLoss: number;
  stopped: boolean;
}

/** The place of the lowest mean log-loss among trials with all their folds; the earlier one of equals. */
export function lowest(candidates: readonly Candidate[]): number {
  let best = 0;
  candidates.forEach(({ stopped, logLoss }, i) => {
    if (!stopped && logLoss < candidates[best]!.logLoss) best = i;
  });
  return best;
}

/**
 * The lowest mean log-loss is chosen; where its lead over the defaults, the first trial, is within one standard error,
 * the defaults stay: of many trials the luckiest is the lowest (the one-standard-error rule of Breiman and others: CART,
 * 3.4.3, with defaults that were made for small plants in place of the simplest model).
 */
export function choose(candidates: readonly Candidate[]): { chosen: number; defaultsKept: boolean } {
  const best = lowest(candidates);
  const { lead, error } = leadOf(candidates[best]!.scores, candidates[0]!.scores);
  return best > 0 && lead <= error
    ? { chosen: 0, defaultsKept: true }
    : { chosen: best, defaultsKept: false };
}
