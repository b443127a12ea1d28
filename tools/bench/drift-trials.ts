import type { Values } from '../../shared/drift/bins.ts';
import { profileOf } from '../../shared/drift/profile.ts';
import { confirmed, testFeatures, type WindowFinding } from '../../shared/drift/watch.ts';
import { ksRule, psiRule } from './drift-peers.ts';

/** A plant's cars in the order in which they were built; one column a feature. */
export interface Cars {
  columns: readonly Values[];
  count: number;
  weeks: number;
}

/** The cars at these places, in that order. */
export function take({ columns, count, weeks }: Cars, places: ArrayLike<number>): Cars {
  return {
    columns: columns.map((column): Values =>
      column.kind === 'number'
        ? { ...column, values: Float32Array.from(places, (at) => column.values[at]!) }
        : { ...column, values: Array.from(places, (at) => column.values[at]!) },
    ),
    count: places.length,
    weeks: (weeks * places.length) / count,
  };
}
export const slice = (cars: Cars, begin: number, end: number) =>
  take(
    cars,
    Array.from({ length: end - begin }, (_, i) => begin + i),
  );

export interface Rules {
  /** Alarms of windows that follow each other; `next` says whether the newest raises one. */
  halle: { next: (window: Cars) => WindowFinding[]; forget: () => void };
  psi: (window: Cars) => boolean;
  ks: (window: Cars) => boolean;
}

export function rulesFor(reference: Cars, size: number): Rules {
  const profiles = reference.columns.map((column) => profileOf(column, size, reference.weeks));
  const psi = reference.columns.map(psiRule);
  const ks = reference.columns.map(ksRule);
  let before: WindowFinding[] = [];
  return {
    halle: {
      next: (window) => {
        const now = testFeatures(profiles, window.columns);
        const alarms = confirmed(before, now);
        before = now;
        return alarms;
      },
      forget: () => (before = []),
    },
    psi: (window) => window.columns.some((column, i) => psi[i]!(column)),
    ks: (window) => window.columns.some((column, i) => ks[i]!(column)),
  };
}

/** How many of these windows each rule raises an alarm at. Halle's needs the one before. */
export function countAlarms(rules: Rules, windows: Iterable<Cars>) {
  const counts = { windows: 0, halle: 0, psi: 0, ks: 0, features: new Map<string, number>() };
  rules.halle.forget();
  for (const window of windows) {
    counts.windows++;
    const alarms = rules.halle.next(window);
    if (alarms.length > 0) counts.halle++;
    for (const { feature } of alarms) counts.features.set(feature, (counts.features.get(feature) ?? 0) + 1);
    if (rules.psi(window)) counts.psi++;
    if (rules.ks(window)) counts.ks++;
  }
  return counts;
}
