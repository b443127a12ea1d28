import { SEGMENTS, type OwnSegment } from '../contracts/evaluate.ts';

/**
 * What a model does with the cars of each engine, color, month and checkpoint: how many it sends to the long test at its
 * threshold, and how many of the failing ones are among them. Months ascend; else the most cars first. O(n).
 */
export function ownSegments(
  probability: ArrayLike<number>,
  threshold: number,
  label: ArrayLike<number>,
  values: Record<(typeof SEGMENTS)[number], readonly string[]>,
): OwnSegment[] {
  return SEGMENTS.flatMap((by) => {
    const found = new Map<string, OwnSegment>();
    values[by].forEach((value, car) => {
      const segment = found.get(value) ?? { by, value, cars: 0, failures: 0, longTests: 0, caught: 0 };
      found.set(value, segment);
      const [failed, long] = [label[car] ? 1 : 0, probability[car]! >= threshold ? 1 : 0];
      segment.cars++;
      segment.failures += failed;
      segment.longTests += long;
      segment.caught += failed * long;
    });
    return [...found.values()].sort(
      (a, b) => (by === 'month' ? 0 : b.cars - a.cars) || (a.value < b.value ? -1 : 1),
    );
  });
}
