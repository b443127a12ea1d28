import type { BinMatrix } from '../binning/bin-matrix.ts';
import type { GrownNode } from '../grower/grow-tree.ts';
import type { Tree } from '../model.ts';

/** The grown tree as flat arrays: bins become float32 thresholds, everything that served growing is dropped. */
export function flattenTree(nodes: readonly GrownNode[], matrix: BinMatrix): Tree {
  const n = nodes.length;
  const tree: Tree = {
    feature: new Int32Array(n).fill(-1),
    threshold: new Float32Array(n),
    missingLeft: new Uint8Array(n),
    left: new Int32Array(n).fill(-1),
    right: new Int32Array(n).fill(-1),
    value: new Float32Array(n),
    cover: new Float64Array(n),
    gain: new Float64Array(n),
  };
  nodes.forEach((node, i) => {
    tree.cover[i] = node.hessian;
    if (node.left < 0) {
      tree.value[i] = node.value;
      return;
    }
    const { feature, bin, missingLeft, gain } = node.split!;
    tree.feature[i] = feature;
    // The bin after the last edge holds every value above it: known values left, missing ones right.
    tree.threshold[i] = matrix.edges[feature]![bin] ?? Infinity;
    tree.missingLeft[i] = missingLeft ? 1 : 0;
    tree.left[i] = node.left;
    tree.right[i] = node.right;
    tree.gain[i] = gain;
  });
  return tree;
}
