import type { Column, Dataset } from '../data.ts';
import { sigmoid } from '../objective/log-loss.ts';
import { type Design, designOf, layOut } from './design.ts';
import { minimise } from './lbfgs.ts';

export interface LogisticModel {
  design: Design;
  intercept: number;
  /** Log-odds a standard deviation, one a piece of the design. */
  weights: Float64Array;
}

/** Parts of the mean gradient below which it counts as 0: the loss is then within some 1e-6 of the lowest. */
const TOLERANCE = 1e-5;
const ITERATIONS = 200;

/**
 * Logistic regression with an L2 penalty: the lowest sum of log-losses plus l2/2 × the squared weights, the intercept
 * free (Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 4.4; scikit-learn's default is the same with
 * C = 1). What a model of trees has to beat. Memory: 4 bytes a row and piece; O(rows × pieces) an iteration, 200 at most.
 */
export async function fitLogistic(
  { features, label }: Dataset,
  {
    l2 = 1,
    tolerance = TOLERANCE,
    between,
  }: { l2?: number; tolerance?: number; between?: () => Promise<void> | null } = {},
): Promise<LogisticModel> {
  const design = designOf(features);
  const rows = label.length;
  const width = design.pieces.length;
  const x = layOut(design, features, rows);
  const w = await minimise(
    (at, gradient) => {
      let loss = 0;
      gradient.fill(0);
      for (let r = 0, start = 0; r < rows; r++, start += width) {
        let margin = at[width]!;
        for (let p = 0; p < width; p++) margin += at[p]! * x[start + p]!;
        const wrong = label[r] ? -margin : margin;
        loss += wrong > 0 ? wrong + Math.log1p(Math.exp(-wrong)) : Math.log1p(Math.exp(wrong));
        const residual = sigmoid(margin) - label[r]!;
        for (let p = 0; p < width; p++) gradient[p]! += residual * x[start + p]!;
        gradient[width]! += residual;
      }
      for (let p = 0; p < width; p++) {
        loss += (l2 / 2) * at[p]! ** 2;
        gradient[p]! += l2 * at[p]!;
      }
      // A mean over the rows: the tolerance then means the same for every number of them.
      for (let p = 0; p <= width; p++) gradient[p]! /= rows;
      return loss / rows;
    },
    width + 1,
    { tolerance, iterations: ITERATIONS, ...(between ? { between } : {}) },
  );
  return { design, intercept: w[width]!, weights: w.slice(0, width) };
}

/** Probability that the label is 1. */
export function predictLogistic(
  { design, intercept, weights }: LogisticModel,
  features: readonly Column[],
): Float64Array {
  const rows = features[0]!.values.length;
  const x = layOut(design, features, rows);
  const width = weights.length;
  return Float64Array.from({ length: rows }, (_, r) => {
    let margin = intercept;
    for (let p = 0; p < width; p++) margin += weights[p]! * x[r * width + p]!;
    return sigmoid(margin);
  });
}
