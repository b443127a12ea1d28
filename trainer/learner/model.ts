import type { Parameters } from './parameters.ts';

/** A feature as the model reads it. `categories[k]` is encoded as the number k; any other string is missing. */
export type ModelFeature =
  { name: string; kind: 'number' } | { name: string; kind: 'category'; categories: readonly string[] };

/**
 * A tree in flat arrays, one entry a node, the root first, children after their parent.
 * A row goes left when `x <= threshold`, or when x is NaN and `missingLeft` is 1. `feature` is -1 at a leaf,
 * where `value` is what the tree adds to the log-odds. `cover` is the hessian sum, `gain` the loss saved.
 */
export interface Tree {
  feature: Int32Array;
  threshold: Float32Array;
  missingLeft: Uint8Array;
  left: Int32Array;
  right: Int32Array;
  value: Float32Array;
  cover: Float64Array;
  gain: Float64Array;
}

/** Platt scaling: probability = sigmoid(slope × margin + intercept); both float32, as in the ONNX graph. */
export interface Calibration {
  slope: number;
  intercept: number;
}

export interface Model {
  features: ModelFeature[];
  trees: Tree[];
  /** Log-odds before the first tree, a float32. */
  baseScore: number;
  /** Null without a validation part that could fit it. */
  calibration: Calibration | null;
  /** Trees kept: the number with the lowest validation loss, or all that were grown. */
  bestIteration: number;
  /** Validation log-loss after each tree grown; empty without a validation part. */
  validationLoss: number[];
  /** Loss saved by the splits of each feature, highest first; features never used have 0. */
  importance: { feature: string; gain: number }[];
  parameters: Parameters;
}
