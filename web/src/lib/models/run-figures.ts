import type { Run } from '$shared/contracts/runs.ts';

type Times = Pick<Run, 'startedAt' | 'finishedAt' | 'status' | 'progress'>;

/** Progress below which what a run has taken says little about what it will. */
const TELLING = 0.15;

/** Seconds that a running run still takes, if it goes on as it did; null before that can be said. `now` in ms. */
export function secondsLeft({ startedAt, status, progress }: Times, now: number): number | null {
  if (status !== 'running' || startedAt === null || progress < TELLING) return null;
  return Math.max(0, ((now - Date.parse(startedAt)) / 1000 / progress) * (1 - progress));
}

/** Seconds from start to end; null while it runs, or where it never started. */
export const secondsTaken = ({
  startedAt,
  finishedAt,
}: Pick<Run, 'startedAt' | 'finishedAt'>): number | null =>
  startedAt === null || finishedAt === null ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;

/** The features that a run was stopped for, because each tells the label by itself. */
export function leaksOf(error: Run['error']): { feature: string; auc: number }[] {
  const details: unknown = error?.['details'];
  if (error?.code !== 'suspected_leak' || typeof details !== 'object' || details === null) return [];
  const features: unknown = 'features' in details ? details.features : [];
  return Array.isArray(features) ? features.filter((leak) => typeof leak?.feature === 'string') : [];
}
