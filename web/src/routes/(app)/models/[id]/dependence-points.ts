import type { Dependence } from '$shared/contracts/models.ts';

/** A point of the curve: its value in words for the axis and, as it may be a range, for the table. */
export interface Point {
  /** Null where the value is not known. */
  short: string | null;
  long: string | null;
  contribution: number;
  cars: number;
}

interface Words {
  value: (value: number | string) => string;
  range: (from: string, to: string) => string;
}

/** The curve's points in their order, the one of unknown values last. */
export function pointsOf({ bins, categories, missing }: Dependence, words: Words): Point[] {
  const numbers = bins.map(({ from, to, mean, contribution, cars }) => ({
    short: words.value(mean),
    long: from === to ? words.value(from) : words.range(words.value(from), words.value(to)),
    contribution,
    cars,
  }));
  const named = categories.map(({ category, contribution, cars }) => ({
    short: words.value(category),
    long: words.value(category),
    contribution,
    cars,
  }));
  const unknown = missing ? [{ short: null, long: null, ...missing }] : [];
  return [...numbers, ...named, ...unknown];
}

/** Heights from 0 (the highest contribution) to 1 (the lowest); 0 is always among them, and something is never nothing. */
export function heightsOf(points: readonly Point[]): {
  zero: number;
  of: number[];
  top: number;
  bottom: number;
} {
  const top = Math.max(0.05, ...points.map(({ contribution }) => contribution));
  const bottom = Math.min(-0.05, ...points.map(({ contribution }) => contribution));
  const height = (value: number) => (top - value) / (top - bottom);
  return { zero: height(0), of: points.map(({ contribution }) => height(contribution)), top, bottom };
}

/** Which points have room for their words below them: the first, then every so many. */
export function labelled(count: number, width: number, room: number): boolean[] {
  const step = Math.max(1, Math.ceil((count * room) / Math.max(width, 1)));
  return Array.from({ length: count }, (_, i) => i % step === 0);
}
