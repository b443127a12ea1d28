/** Seconds as a person would estimate them: 20 s, 3 min, 1 h 10 min. A figure is not parted from its unit. */
export function sayTimeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.max(5, Math.round(seconds / 5) * 5)}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  const rest = Math.round((minutes % 60) / 10) * 10;
  return rest === 0
    ? `${Math.floor(minutes / 60)}\u00a0h`
    : `${Math.floor(minutes / 60)}\u00a0h ${rest}\u00a0min`;
}
