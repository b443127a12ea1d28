import { bits, next, UNIT } from '../random.ts';

/**
 * How often each car is drawn when as many cars are drawn as there are, with replacement. Fills `times`; returns the state
 * for the next draw. A car is drawn once on average, so a byte is enough for any sample that will ever be seen.
 */
export function draw(times: Uint8Array, state: number): number {
  const cars = times.length;
  times.fill(0);
  for (let i = 0; i < cars; i++) {
    state = next(state);
    times[(bits(state) * UNIT * cars) | 0]!++;
  }
  return state;
}

/** The 2.5% and 97.5% of the values, interpolated; null where fewer than nineteen in twenty resamples have a value. */
export function percentiles(values: Float64Array): { low: number; high: number } | null {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0 || known.length < 0.95 * values.length) return null;
  const at = (share: number) => {
    const place = share * (known.length - 1);
    const [below, above] = [known[Math.floor(place)]!, known[Math.ceil(place)]!];
    return below + (place - Math.floor(place)) * (above - below);
  };
  return { low: at(0.025), high: at(0.975) };
}
