import { encodeColumns } from '../encode.ts';
import { countRows, type Column } from '../data.ts';
import type { Model, Tree } from '../model.ts';
import { sigmoid } from '../objective/log-loss.ts';

/** Adds a tree's answer to the margin of every row. `columns` are encoded (encode.ts). O(rows × depth). */
export function addTree(tree: Tree, columns: readonly Float32Array[], margin: Float64Array): void {
  const { feature, threshold, missingLeft, left, right, value } = tree;
  for (let r = 0; r < margin.length; r++) {
    let node = 0;
    let f = feature[0]!;
    while (f >= 0) {
      const x = columns[f]![r]!;
      node = x <= threshold[node]! || (x !== x && missingLeft[node] === 1) ? left[node]! : right[node]!;
      f = feature[node]!;
    }
    margin[r]! += value[node]!;
  }
}

/** Log-odds before calibration, a float64 a row. Features are found by name; others are ignored. */
export function predictMargin(model: Model, features: readonly Column[]): Float64Array {
  const margin = new Float64Array(countRows(features)).fill(model.baseScore);
  const columns = encodeColumns(model.features, features);
  for (const tree of model.trees) addTree(tree, columns, margin);
  return margin;
}

/** Probability that the label is 1, calibrated where the model is: what its ONNX file answers, within 1e-6. */
export function predict(model: Model, features: readonly Column[]): Float64Array {
  const { slope, intercept } = model.calibration ?? { slope: 1, intercept: 0 };
  return predictMargin(model, features).map((m) => sigmoid(slope * m + intercept));
}
