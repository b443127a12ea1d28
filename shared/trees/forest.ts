import { z } from 'zod';

/** A feature as the trees read it. `categories[k]` is the number k; any other text is missing. */
export const treeFeatureSchema = z.union([
  z.object({ name: z.string().min(1), kind: z.literal('number') }).strict(),
  z
    .object({ name: z.string().min(1), kind: z.literal('category'), categories: z.array(z.string()) })
    .strict(),
]);
export type TreeFeature = z.infer<typeof treeFeatureSchema>;

/**
 * The trees of a model in flat arrays, an entry a node, tree after tree, each in pre-order: the left child of a split is
 * the node after it. A row goes left when `x <= number`, or when x is NaN and `missingLeft` is 1.
 */
export interface Forest {
  features: readonly TreeFeature[];
  /** Log-odds before the first tree. */
  baseScore: number;
  /** Probability = sigmoid(slope × margin + intercept); null where the model is not calibrated. */
  calibration: { slope: number; intercept: number } | null;
  /** The first node of each tree. */
  roots: Uint32Array;
  /** The feature a split looks at; -1 at a leaf. */
  feature: Int16Array;
  /** The threshold of a split; at a leaf what the tree adds to the margin. */
  number: Float32Array;
  missingLeft: Uint8Array;
  /** The right child; 0 at a leaf. */
  right: Uint32Array;
  /** How much of the training data came by: the hessian sum. That of a split is the sum of its leaves. */
  cover: Float64Array;
}

/**
 * What a tree file may hold: some 30 MB once it is ready, of the 256 MB that a function has, and 5 ms a car. 300 trees of
 * depth 6 are a sixth of it.
 */
export const FOREST_LIMITS = {
  bytes: 4 * 1024 * 1024,
  nodes: 250_000,
  features: 2000,
  /** Splits on the way from a root to a leaf. */
  depth: 64,
  /** Numbers that `TreeExplainer` prepares, 8 bytes each. */
  prepared: 2_500_000,
} as const;

/** A tree file that was refused, in a sentence. */
export class ForestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ForestError';
  }
}

/** The node behind the last one of a tree. */
export function endOfTree({ roots, feature }: Pick<Forest, 'roots' | 'feature'>, tree: number): number {
  return roots[tree + 1] ?? feature.length;
}

/** Log-odds of a row (encode-row.ts) before calibration, a float64 sum in the order of the trees. */
export function marginOf(forest: Forest, row: Float32Array): number {
  const { roots, feature, number, missingLeft, right } = forest;
  let margin = forest.baseScore;
  for (const root of roots) {
    let node = root;
    for (let f = feature[node]!; f >= 0; f = feature[node]!) {
      const x = row[f]!;
      node = x <= number[node]! || (x !== x && missingLeft[node] === 1) ? node + 1 : right[node]!;
    }
    margin += number[node]!;
  }
  return margin;
}

/** Calibrated log-odds of a row: the probability is its sigmoid. */
export function logOddsOf(forest: Forest, row: Float32Array): number {
  const { slope, intercept } = forest.calibration ?? { slope: 1, intercept: 0 };
  return slope * marginOf(forest, row) + intercept;
}

export const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
