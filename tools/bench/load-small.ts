import type { Load } from './load-dataset.ts';
import { median, number, table } from './load-figures.ts';

export interface SmallLoads {
  kind: Load['kind'];
  count: number;
  /** Seconds of the first, of the median and of the last file of the kind. */
  first: number;
  middle: number;
  last: number;
}

/** The small files by kind; they come in the order in which they were loaded. */
export function smallOf(small: readonly Load[]): SmallLoads[] {
  const kinds = [...new Set(small.map((load) => load.kind))];
  return kinds.map((kind) => {
    const seconds = small.filter((load) => load.kind === kind).map((load) => load.seconds);
    return {
      kind,
      count: seconds.length,
      first: seconds[0]!,
      middle: median(seconds),
      last: seconds.at(-1)!,
    };
  });
}

export const smallText = (small: readonly Load[]) =>
  table(
    ['200 cars', 'files', 'first s', 'median s', 'last s'],
    smallOf(small).map(({ kind, count, first, middle, last }) => [
      kind,
      number(count),
      number(first, 2),
      number(middle, 2),
      number(last, 2),
    ]),
  );
