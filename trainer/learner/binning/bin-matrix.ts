import { binOf } from './edges.ts';

/**
 * Rows in bins, row-major (a row's features lie together: half the cost of a histogram update column-major).
 * Feature f of row r is `bins[r * features + f]`: 0 to `edges[f].length` for values, and one more,
 * `missingBin[f]`, for NaN. One byte a row and feature.
 */
export interface BinMatrix {
  rows: number;
  features: number;
  bins: Uint8Array;
  edges: readonly Float32Array[];
  missingBin: Uint8Array;
}

/** Puts encoded columns into bins by the given edges. O(rows × features × log bins). */
export function toBins(columns: readonly Float32Array[], edges: readonly Float32Array[]): BinMatrix {
  const rows = columns[0]?.length ?? 0;
  const features = columns.length;
  const bins = new Uint8Array(rows * features);
  const missingBin = Uint8Array.from(edges, (e) => e.length + 1);
  columns.forEach((column, f) => {
    const edge = edges[f]!;
    const missing = missingBin[f]!;
    for (let r = 0, at = f; r < rows; r++, at += features) {
      const x = column[r]!;
      bins[at] = x !== x ? missing : binOf(edge, x);
    }
  });
  return { rows, features, bins, edges, missingBin };
}
