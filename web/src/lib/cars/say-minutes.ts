/** Minutes as a person would say them: 40 s, 41 min, 3 h 20 min, 2 d 4 h. A figure is not parted from its unit. */
export function sayMinutes(minutes: number): string {
  const join = (...parts: [number, string][]) =>
    parts
      .filter(([count], i) => i === 0 || count > 0)
      .map(([count, unit]) => `${count}\u00a0${unit}`)
      .join(' ');
  if (minutes < 1) return join([Math.round(minutes * 60), 's']);
  const whole = Math.round(minutes);
  if (whole < 120) return join([whole, 'min']);
  if (whole < 48 * 60) return join([Math.floor(whole / 60), 'h'], [whole % 60, 'min']);
  const hours = Math.round(minutes / 60);
  return join([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}
