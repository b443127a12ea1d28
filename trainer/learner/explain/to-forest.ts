import type { Forest } from '../../../shared/trees/forest.ts';
import type { Model } from '../model.ts';

/** The model's trees as they are written beside its ONNX file: nodes in pre-order, nothing that served growing. */
export function toForest({ features, baseScore, calibration, trees }: Model): Forest {
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const forest: Forest = {
    features: features.map((feature) =>
      feature.kind === 'category' ? { ...feature, categories: [...feature.categories] } : feature,
    ),
    baseScore,
    calibration,
    roots: new Uint32Array(trees.length),
    feature: new Int16Array(nodes).fill(-1),
    number: new Float32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    right: new Uint32Array(nodes),
    cover: new Float64Array(nodes),
  };
  let next = 0;
  trees.forEach((tree, t) => {
    const copy = (from: number): number => {
      const at = next++;
      const leaf = tree.feature[from]! < 0;
      forest.feature[at] = tree.feature[from]!;
      forest.number[at] = leaf ? tree.value[from]! : tree.threshold[from]!;
      forest.cover[at] = tree.cover[from]!;
      if (leaf) return at;
      forest.missingLeft[at] = tree.missingLeft[from]!;
      const left = copy(tree.left[from]!);
      const right = copy(tree.right[from]!);
      forest.right[at] = right;
      forest.cover[at] = forest.cover[left]! + forest.cover[right]!;
      return at;
    };
    forest.roots[t] = copy(0);
  });
  return forest;
}
