import type { Model, Tree } from '../learner/index.ts';
import { attribute, node } from './graph.ts';
import type { NodeObject } from './proto.ts';

/** What stands in for an ensemble without trees: one leaf that adds nothing. */
const EMPTY: Tree = {
  feature: Int32Array.of(-1),
  threshold: Float32Array.of(0),
  missingLeft: Uint8Array.of(0),
  left: Int32Array.of(-1),
  right: Int32Array.of(-1),
  value: Float32Array.of(0),
  cover: Float64Array.of(0),
  gain: Float64Array.of(0),
};

/**
 * The trees as one TreeEnsembleRegressor (ai.onnx.ml 3): `[N, features]` → margin `[N, 1]`, the sum of the leaves and
 * the base score. A row takes the true branch when `x <= value`, or x is NaN and `missing_value_tracks_true`.
 * https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html
 */
export function treeEnsemble(model: Model, input: string, output: string): NodeObject {
  const trees = model.trees.length > 0 ? model.trees : [EMPTY];
  const all = {
    treeids: [] as number[],
    nodeids: [] as number[],
    featureids: [] as number[],
    values: [] as number[],
    modes: [] as string[],
    truenodeids: [] as number[],
    falsenodeids: [] as number[],
    missing: [] as number[],
  };
  const target = { treeids: [] as number[], nodeids: [] as number[], weights: [] as number[] };
  trees.forEach((tree, t) => {
    tree.feature.forEach((feature, n) => {
      const leaf = feature < 0;
      all.treeids.push(t);
      all.nodeids.push(n);
      all.featureids.push(leaf ? 0 : feature);
      all.values.push(leaf ? 0 : tree.threshold[n]!);
      all.modes.push(leaf ? 'LEAF' : 'BRANCH_LEQ');
      all.truenodeids.push(leaf ? 0 : tree.left[n]!);
      all.falsenodeids.push(leaf ? 0 : tree.right[n]!);
      all.missing.push(tree.missingLeft[n]!);
      if (leaf) {
        target.treeids.push(t);
        target.nodeids.push(n);
        target.weights.push(tree.value[n]!);
      }
    });
  });
  return node(
    'TreeEnsembleRegressor',
    [input],
    output,
    [
      attribute.string('aggregate_function', 'SUM'),
      attribute.floats('base_values', [model.baseScore]),
      attribute.int('n_targets', 1),
      attribute.ints('nodes_falsenodeids', all.falsenodeids),
      attribute.ints('nodes_featureids', all.featureids),
      attribute.ints('nodes_missing_value_tracks_true', all.missing),
      attribute.strings('nodes_modes', all.modes),
      attribute.ints('nodes_nodeids', all.nodeids),
      attribute.ints('nodes_treeids', all.treeids),
      attribute.ints('nodes_truenodeids', all.truenodeids),
      attribute.floats('nodes_values', all.values),
      attribute.string('post_transform', 'NONE'),
      attribute.ints(
        'target_ids',
        target.weights.map(() => 0),
      ),
      attribute.ints('target_nodeids', target.nodeids),
      attribute.ints('target_treeids', target.treeids),
      attribute.floats('target_weights', target.weights),
    ],
    'ai.onnx.ml',
  );
}
