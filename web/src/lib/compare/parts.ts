import type { OwnSegment } from '$shared/contracts/evaluate.ts';
import { wilson, type Interval } from '$shared/metrics/intervals.ts';

export const PART_MEASURES = ['recall', 'precision'] as const;
export type PartMeasure = (typeof PART_MEASURES)[number];

/** A share of cars with what it is of; null where there is nothing to be a share of. */
export interface Share {
  of: number;
  all: number;
  value: number;
  interval: Interval;
}
/** A kind of car, and what each model does with it. */
export interface PartRow {
  value: string;
  cars: number;
  failures: number;
  shares: (Share | null)[];
}

/** Of the failing cars those that are caught, or of the long tests those that were right. */
export function shareOf(segment: OwnSegment | undefined, measure: PartMeasure): Share | null {
  if (!segment) return null;
  const all = measure === 'recall' ? segment.failures : segment.longTests;
  const interval = wilson(segment.caught, all);
  return interval && { of: segment.caught, all, value: segment.caught / all, interval };
}

/** The segments of one kind, in the order in which they came, with each model's share. */
export function partRows(
  sides: readonly { segments?: OwnSegment[] | undefined }[],
  by: OwnSegment['by'],
  measure: PartMeasure,
): PartRow[] {
  const first = sides.find(({ segments }) => segments)?.segments ?? [];
  return first
    .filter((segment) => segment.by === by)
    .map(({ value, cars, failures }) => ({
      value,
      cars,
      failures,
      shares: sides.map(({ segments }) =>
        shareOf(
          segments?.find((each) => each.by === by && each.value === value),
          measure,
        ),
      ),
    }));
}

/** Months counted from year 0, so that a month without cars leaves a gap: of `2024-03`. */
export const monthNumber = (month: string): number => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return year * 12 + number - 1;
};
export const monthOf = (number: number): string =>
  `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
