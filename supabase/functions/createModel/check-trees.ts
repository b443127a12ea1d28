import { HalleError } from '../../../shared/errors.ts';
import type { FeatureRow } from '../../../shared/features/catalogue.ts';
import { rowEncoder } from '../../../shared/trees/encode-row.ts';
import { TreeExplainer } from '../../../shared/trees/explain.ts';
import { type Forest, ForestError, logOddsOf, sigmoid } from '../../../shared/trees/forest.ts';
import { readForest } from '../../../shared/trees/read-forest.ts';
import { type LoadedModel, scoreRows } from '../_shared/onnx/model.ts';

/** Rows made of the trees' own thresholds and categories: the trees of another model answer otherwise somewhere. */
const OWN_ROWS = 200;
/** Largest difference of a probability; float32 sums of other trainers differ by 1e-5. */
const TOLERANCE = 1e-4;

const refuse = (reason: string, details?: Record<string, unknown>) =>
  new HalleError('invalid_tree_file', `The tree file was refused: ${reason}`, details);

/**
 * Accepts the tree file of this very model: it can be read, explains in time, has the ONNX file's inputs, and answers the
 * same probability for `rows` and for rows of its own making. Errors: `invalid_tree_file` with the reason.
 */
export async function checkTrees(
  bytes: Uint8Array,
  model: LoadedModel,
  rows: readonly FeatureRow[],
): Promise<void> {
  const forest = open(bytes);
  checkFeatures(forest, model);
  const probes = [...rows, ...ownRows(forest)];
  const probabilities = await scoreRows(model, probes);
  const encode = rowEncoder(forest);
  probes.forEach((row, i) => {
    const own = sigmoid(
      logOddsOf(
        forest,
        encode((name) => row[name]),
      ),
    );
    if (Math.abs(own - probabilities[i]!) <= TOLERANCE) return;
    throw refuse(
      `for a probe row its probability is ${own.toFixed(6)}, that of the ONNX file ${probabilities[i]!.toFixed(6)}. It belongs to another model.`,
    );
  });
}

function open(bytes: Uint8Array): Forest {
  try {
    return new TreeExplainer(readForest(bytes)).forest;
  } catch (error) {
    if (error instanceof ForestError) throw refuse(error.message);
    throw error;
  }
}

function checkFeatures({ features }: Forest, { inputs }: LoadedModel): void {
  const types = new Map(inputs.map(({ name, type }) => [name, type]));
  for (const { name, kind } of features) {
    const type = types.get(name);
    if (!type) throw refuse(`its feature "${name}" is no input of the ONNX file.`, { feature: name });
    if ((type === 'string') !== (kind === 'category')) {
      throw refuse(`its feature "${name}" is a ${kind}, the ONNX file's input is ${type}.`, {
        feature: name,
      });
    }
    types.delete(name);
  }
  const [left] = types.keys();
  if (left !== undefined)
    throw refuse(`the ONNX file's input "${left}" is none of its features.`, { input: left });
}

/** A value of each feature from a split on it, in turn on the threshold, just above it, or missing. */
function ownRows({ features, feature, number }: Forest): FeatureRow[] {
  const thresholds: number[][] = features.map(() => []);
  feature.forEach((f, n) => {
    if (f >= 0 && Number.isFinite(number[n])) thresholds[f]!.push(number[n]!);
  });
  return Array.from({ length: OWN_ROWS }, (_, row) =>
    Object.fromEntries(
      features.map((each, f) => {
        // Different strides, so that the features do not go in step.
        const turn = row * (2 * f + 3) + f;
        if (turn % 7 === 0) return [each.name, null];
        if (each.kind === 'category')
          return [each.name, each.categories[turn % each.categories.length] ?? null];
        const own = thresholds[f]!;
        const threshold = own[turn % Math.max(own.length, 1)] ?? turn;
        return [
          each.name,
          turn % 2 === 0 ? threshold : Math.fround(threshold + Math.abs(threshold) * 1e-3 + 1e-3),
        ];
      }),
    ),
  );
}
