import { setImmediate } from 'node:timers/promises';
import { toBins } from './binning/bin-matrix.ts';
import { orderCategories } from './binning/categories.ts';
import { findEdges } from './binning/edges.ts';
import { fitPlatt } from './calibration/platt.ts';
import { checkDataset, type Dataset } from './data.ts';
import { encodeColumns } from './encode.ts';
import { LearnerError } from './errors.ts';
import { growTree } from './grower/grow-tree.ts';
import { HistogramPool } from './histogram/histogram.ts';
import type { Model, ModelFeature, Tree } from './model.ts';
import { gradients, logLoss } from './objective/log-loss.ts';
import { parametersSchema, type ParametersInput } from './parameters.ts';
import { flattenTree } from './predictor/flatten.ts';
import { addTree } from './predictor/predict.ts';
import { onMarginGrid } from './splitting/leaf.ts';
import { sampleIndices, seededRandom } from './random.ts';

export interface FitOptions extends Dataset {
  /** Later rows than the training ones, with the same features: early stopping and calibration use them. */
  validation?: Dataset;
  parameters?: ParametersInput;
  /** After each tree: its number from 1, trees at most, validation log-loss (null without a validation part). */
  onProgress?: (iteration: number, total: number, validationLoss: number | null) => void;
  /** Aborting ends the fit, between two trees, with the signal's reason. */
  signal?: AbortSignal;
}

/** Milliseconds of work after which the event loop gets a turn, so that progress and cancel get through. */
const TURN = 50;

/**
 * Learns a boosted ensemble of trees for a binary label by histogram gradient boosting on the log-loss.
 * Deterministic: the same data, parameters and seed give the same model, and the order of rows does not matter
 * while `rowSample` is 1 (sums are exact).
 * Time O(trees × depth × rows × features); memory about rows × (features × 5 + 50) bytes, columns included.
 * @throws LearnerError `bad_data` when columns and labels do not fit, `single_class` when all labels are equal.
 * @throws ZodError when a parameter is out of its range.
 */
export async function fit(options: FitOptions): Promise<Model> {
  const parameters = parametersSchema.parse(options.parameters ?? {});
  const { label, validation, signal } = options;
  signal?.throwIfAborted();
  const rows = checkDataset(options);
  const positives = label.reduce((sum, y) => sum + y, 0);
  if (positives === 0 || positives === rows) {
    throw new LearnerError(
      'single_class',
      `all ${rows} labels are ${positives ? 1 : 0}: there is nothing to learn`,
    );
  }
  if (validation) checkDataset(validation);

  const features = describeFeatures(options, parameters.minCategoryRows);
  const columns = encodeColumns(features, options.features);
  const heldOut = validation && encodeColumns(features, validation.features);
  const edges: Float32Array[] = [];
  let turn = performance.now();
  const breathe = async () => {
    if (performance.now() - turn < TURN) return;
    await setImmediate();
    turn = performance.now();
    signal?.throwIfAborted();
  };
  for (const column of columns) {
    edges.push(findEdges(column, parameters.maxBins));
    await breathe();
  }
  const matrix = toBins(columns, edges);

  const baseScore = onMarginGrid(Math.log(positives / (rows - positives)));
  const margin = new Float64Array(rows).fill(baseScore);
  const heldOutMargin = new Float64Array(validation?.label.length ?? 0).fill(baseScore);
  const random = seededRandom(parameters.seed);
  const rowCount = Math.max(1, Math.round(rows * parameters.rowSample));
  const columnCount = Math.max(1, Math.round(features.length * parameters.columnSample));
  const sampled = rowCount < rows || columnCount < features.length;
  const gh = new Float64Array(2 * rows);
  const allRows = Int32Array.from({ length: rows }, (_, r) => r);
  let treeRows: Int32Array = new Int32Array(rowCount);
  const spare = new Int32Array(rowCount);
  const pool = new HistogramPool(features.length);
  const trees: Tree[] = [];
  const validationLoss: number[] = [];
  let best = { trees: 0, loss: validation ? logLoss(heldOutMargin, validation.label) : Infinity };

  for (let iteration = 1; iteration <= parameters.iterations; iteration++) {
    gradients(margin, label, gh);
    if (rowCount < rows) treeRows = sampleIndices(rows, rowCount, random);
    else treeRows.set(allRows);
    const treeColumns =
      columnCount < features.length ? sampleIndices(features.length, columnCount, random) : null;
    const nodes = growTree(matrix, gh, treeRows, spare, treeColumns, parameters, pool);
    // Without sampling the next tree would find no split either.
    if (nodes.length === 1 && !sampled) break;
    const tree = flattenTree(nodes, matrix);
    trees.push(tree);
    if (rowCount < rows) addTree(tree, columns, margin);
    else {
      for (const { left, begin, end, value } of nodes) {
        if (left < 0) for (let i = begin; i < end; i++) margin[treeRows[i]!]! += value;
      }
    }
    if (validation && heldOut) {
      addTree(tree, heldOut, heldOutMargin);
      const loss = logLoss(heldOutMargin, validation.label);
      validationLoss.push(loss);
      if (loss < best.loss) best = { trees: iteration, loss };
    }
    options.onProgress?.(iteration, parameters.iterations, validationLoss.at(-1) ?? null);
    if (validation && iteration - best.trees >= parameters.earlyStoppingRounds) break;
    await breathe();
  }

  if (validation && heldOut) {
    trees.length = best.trees;
    heldOutMargin.fill(baseScore);
    for (const tree of trees) addTree(tree, heldOut, heldOutMargin);
  }
  return {
    features,
    trees,
    baseScore,
    calibration: validation ? fitPlatt(heldOutMargin, validation.label) : null,
    bestIteration: trees.length,
    validationLoss,
    importance: totalGain(features, trees),
    parameters,
  };
}

function describeFeatures({ features, label }: Dataset, minCategoryRows: number): ModelFeature[] {
  return features.map((column) =>
    column.kind === 'number'
      ? { name: column.name, kind: 'number' }
      : {
          name: column.name,
          kind: 'category',
          categories: orderCategories(column.values, label, minCategoryRows),
        },
  );
}

function totalGain(features: readonly ModelFeature[], trees: readonly Tree[]): Model['importance'] {
  const gain = new Float64Array(features.length);
  for (const tree of trees) {
    tree.feature.forEach((feature, node) => {
      if (feature >= 0) gain[feature]! += tree.gain[node]!;
    });
  }
  return features
    .map(({ name }, i) => ({ feature: name, gain: gain[i]! }))
    .sort((a, b) => b.gain - a.gain || (a.feature < b.feature ? -1 : 1));
}
