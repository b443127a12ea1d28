import type { GrownNode } from '../grower/grow-tree.ts';
import type { Tree } from '../model.ts';
import { type Desk, EDGES, NODE_BYTES } from '../team/workspace.ts';

/** The grown tree as flat arrays: bins become float32 thresholds, everything that served growing is dropped. */
export function flattenTree(nodes: readonly GrownNode[], { edges, edgeCounts }: Desk): Tree {
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
    tree.threshold[i] = bin < edgeCounts[feature]! ? edges[feature * EDGES + bin]! : Infinity;
    tree.missingLeft[i] = missingLeft ? 1 : 0;
    tree.left[i] = node.left;
    tree.right[i] = node.right;
    tree.gain[i] = gain;
  });
  return tree;
}

/** Writes the grown tree where the step `addTree` reads it (predictor/add-tree.wasm.ts). */
export function layTree(nodes: readonly GrownNode[], { space }: Desk): void {
  const { buffer } = space.memory;
  const ints = new Int32Array(buffer, space.nodes, (nodes.length * NODE_BYTES) / 4);
  const values = new Float64Array(buffer, space.nodes, (nodes.length * NODE_BYTES) / 8);
  nodes.forEach(({ left, right, split, value }, i) => {
    const inner = left >= 0 && split;
    ints.set(
      [inner ? split.feature : -1, inner ? split.bin : 0, inner && split.missingLeft ? 1 : 0, left, right],
      i * 8,
    );
    values[i * 4 + 3] = value;
  });
}
