/** Values looked at to place the edges; more make no visible difference and cost a sort. */
const SAMPLE = 200_000;

/**
 * Edges between bins of about equal numbers of rows: ascending float32 numbers, at most `maxBins - 1`, such that
 * bin i holds the values with `edges[i-1] < x <= edges[i]`. With few distinct values each gets a bin of its own;
 * a value that many rows share takes one bin and leaves the others for the rest.
 * NaN is left out; a constant column has no edges. O(n log n).
 */
export function findEdges(values: Float32Array, maxBins: number): Float32Array {
  const step = Math.max(1, Math.ceil(values.length / SAMPLE));
  const sorted = new Float32Array(Math.ceil(values.length / step));
  let n = 0;
  for (let i = 0; i < values.length; i += step) {
    const x = values[i]!;
    if (!Number.isNaN(x)) sorted[n++] = x;
  }
  const known = sorted.subarray(0, n).sort();
  const distinct = countDistinct(known);
  const edges: number[] = [];
  const each = distinct <= maxBins;
  let inBin = 0;
  let rest = n;
  for (let i = 0; i + 1 < n && edges.length < maxBins - 1; i++) {
    inBin++;
    const x = known[i]!;
    const next = known[i + 1]!;
    if (x === next) continue;
    if (each || inBin >= rest / (maxBins - edges.length)) {
      edges.push(between(x, next));
      rest -= inBin;
      inBin = 0;
    }
  }
  return Float32Array.from(edges);
}

function countDistinct(sorted: Float32Array): number {
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

/** A float32 t with a <= t < b: the middle, or a itself where rounding or an infinity would reach b. */
export function between(a: number, b: number): number {
  const middle = Math.fround((a + b) / 2);
  return middle >= a && middle < b ? middle : a;
}
