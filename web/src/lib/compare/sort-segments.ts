import type { Segment } from '$shared/contracts/evaluate.ts';

export type SegmentKey = 'segment' | 'cars' | 'failures' | 'onlyModel' | 'onlyAgainst' | 'pValue';

/** Segments in the order of a column; one without a p-value stands at the end of its order. Others by kind and value. */
export function sortSegments(segments: readonly Segment[], key: SegmentKey, down: boolean): Segment[] {
  const byName = (a: Segment, b: Segment) =>
    `${a.by} ${a.value}`.localeCompare(`${b.by} ${b.value}`, 'en', { numeric: true });
  const sign = down ? -1 : 1;
  return [...segments].sort((a, b) => {
    if (key === 'segment') return sign * byName(a, b);
    const [x, y] = [a[key], b[key]];
    if (x === null || y === null) return Number(x === null) - Number(y === null) || byName(a, b);
    return sign * (x - y) || byName(a, b);
  });
}

/** Segments with enough failures to say something, and those without. */
export function foldSegments(segments: readonly Segment[]): { told: Segment[]; few: Segment[] } {
  return {
    told: segments.filter((segment) => segment.pValue !== null),
    few: segments.filter((segment) => segment.pValue === null),
  };
}
