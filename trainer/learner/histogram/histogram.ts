import type { BinMatrix } from '../binning/bin-matrix.ts';

/** Room of a feature in a histogram: 256 bins of a gradient and a hessian sum, `h[(f * 256 + bin) * 2 (+ 1)]`. */
export const FEATURE_STRIDE = 512;

/**
 * Adds the rows `rows[begin..end)` to a zeroed histogram. `gh` holds gradient and hessian of each row interleaved.
 * This is the learner's hot loop, 1.6 to 1.9 ns an update: no offset table, no branch, one row's bins side by side.
 * `columns` names the features to fill; null is all of them.
 */
export function buildHistogram(
  matrix: BinMatrix,
  gh: Float64Array,
  rows: Int32Array,
  begin: number,
  end: number,
  columns: Int32Array | null,
  out: Float64Array,
): void {
  const { bins, features } = matrix;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    const g = gh[2 * row]!;
    const h = gh[2 * row + 1]!;
    const at = row * features;
    if (columns === null) {
      for (let f = 0, room = 0; f < features; f++, room += FEATURE_STRIDE) {
        const k = room + (bins[at + f]! << 1);
        out[k]! += g;
        out[k + 1]! += h;
      }
    } else {
      for (let c = 0; c < columns.length; c++) {
        const f = columns[c]!;
        const k = f * FEATURE_STRIDE + (bins[at + f]! << 1);
        out[k]! += g;
        out[k + 1]! += h;
      }
    }
  }
}

/** parent - child, into parent: the sibling's histogram. Exact, because sums are (objective/log-loss.ts). */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let k = 0; k < parent.length; k++) parent[k]! -= child[k]!;
}

/** Histograms to use again: a tree needs one a leaf, and making them anew costs more than clearing them. */
export class HistogramPool {
  readonly #length: number;
  readonly #free: Float64Array[] = [];

  constructor(features: number) {
    this.#length = features * FEATURE_STRIDE;
  }

  /** A zeroed histogram. */
  take(): Float64Array {
    return this.#free.pop()?.fill(0) ?? new Float64Array(this.#length);
  }

  give(histogram: Float64Array): void {
    this.#free.push(histogram);
  }
}
