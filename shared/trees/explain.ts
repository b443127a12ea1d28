import { type CellOf, rowEncoder } from './encode-row.ts';
import type { Forest } from './forest.ts';
import { FEW_POINTS, prepare, type Prepared } from './prepare.ts';
import { type Paper, paperFor, walk, walkFew } from './walk.ts';

/**
 * Exact path-dependent TreeSHAP (Lundberg, Erion and Lee, 2018, algorithm 2: covers are the weights of what is not known),
 * computed the way of Linear TreeSHAP (Yu et al., 2022). For a leaf of value v behind m different features the Shapley
 * value of feature i is v (o_i - z_i) times the mean over coalitions of the other features' terms, and the weights
 * s! (m - 1 - s)! / m! of coalitions of size s are the integrals of t^s (1 - t)^(m - 1 - s) over [0, 1]. So the mean is
 * the integral of the product over j of z_j (1 - t) + o_j t, a polynomial of degree m - 1, and a quadrature of m / 2
 * places gives it exactly, with positive terms only: nothing cancels. A row takes O(nodes × depth / 2): down with the
 * products, up with the sums of the leaves, each edge adding what it changes of its feature's contribution.
 */
export class TreeExplainer {
  readonly forest: Forest;
  /** Makes a row for `contributions`. */
  readonly encode: (cell: CellOf) => Float32Array;
  /** Calibrated log-odds before anything is known of a car. */
  readonly expected: number;
  readonly #prepared: Prepared;
  readonly #paper: Paper;
  readonly #slope: number;

  /** @throws ForestError when the forest is too large to be explained in time. */
  constructor(forest: Forest) {
    this.forest = forest;
    this.encode = rowEncoder(forest);
    this.#prepared = prepare(forest);
    this.#paper = paperFor(this.#prepared);
    const { slope, intercept } = forest.calibration ?? { slope: 1, intercept: 0 };
    this.#slope = slope;
    this.expected = slope * this.#prepared.expectedMargin + intercept;
  }

  /**
   * What each feature adds to the calibrated log-odds of a row, in the forest's order: with `expected`
   * they add up to `logOddsOf` the row. A feature that no split uses has exactly 0.
   */
  contributions(row: Float32Array): Float64Array {
    const { points } = this.#prepared;
    const out = new Float64Array(this.forest.features.length);
    for (let tree = 0; tree < points.length; tree++) {
      if (points[tree] === FEW_POINTS) walkFew(this.#prepared, this.#paper, tree, row, out);
      else walk(this.#prepared, this.#paper, tree, row, out);
    }
    for (let f = 0; f < out.length; f++) out[f]! *= this.#slope;
    return out;
  }
}
