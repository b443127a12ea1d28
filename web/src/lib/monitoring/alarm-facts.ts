import type { Picture } from '$shared/contracts/monitor.ts';

export type Bin = Picture['bins'][number];

/** What an alarm's sentence is made of: which way the feature went, and the value whose share of the cars changed most. */
export interface AlarmFacts {
  direction: 'higher' | 'lower' | 'other';
  bin: Bin | null;
}

/** A mean that moved by less than this share of the values' range did not move: the shape changed. */
const MOVED = 0.02;

/**
 * The value that most more cars have than before; a value that went away is seen in where its cars are now. A number is
 * higher or lower by its mean, measured by the range between the outermost edges of its bins.
 */
export function alarmFacts({ kind, mean, bins }: Picture): AlarmFacts {
  let bin: Bin | null = null;
  for (const each of bins) {
    if (!bin || each.now - each.reference > bin.now - bin.reference) bin = each;
  }
  if (kind === 'category' || !mean || (bin && 'missing' in bin)) return { direction: 'other', bin };
  const edges = bins
    .flatMap((each) => ('from' in each ? [each.from, each.to] : []))
    .filter((x) => x !== null);
  const range = edges.length === 0 ? 0 : Math.max(...edges) - Math.min(...edges);
  const change = mean.now - mean.reference;
  if (Math.abs(change) <= MOVED * range) return { direction: 'other', bin };
  return { direction: change > 0 ? 'higher' : 'lower', bin };
}
