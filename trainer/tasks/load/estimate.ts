/** Shares of a load's time by phase (measured on 40 million results), so that progress rises evenly. */
export const PHASES = {
  read: [0, 0.5],
  sort: [0.5, 0.65],
  store: [0.65, 0.7],
  write: [0.7, 0.85],
  features: [0.85, 1],
} as const;
export type LoadPhase = keyof typeof PHASES;

/** An estimate made of less than this would jump about. */
const ESTIMATE_AFTER_MS = 3000;
const ESTIMATE_AFTER_SHARE = 0.03;

/** Progress of the whole load, 0 to 1; `share` is what is done of the phase. */
export function progressOf(phase: LoadPhase, share: number): number {
  const [from, to] = PHASES[phase];
  return from + (to - from) * Math.min(1, Math.max(0, share));
}

/** Seconds that a load still takes when it goes on as until now; null while too little is known. */
export function secondsLeft(elapsedMs: number, progress: number): number | null {
  if (elapsedMs <= ESTIMATE_AFTER_MS || progress <= ESTIMATE_AFTER_SHARE) return null;
  return Math.round((elapsedMs / 1000) * (1 / Math.min(1, progress) - 1));
}
