import type { BinMatrix } from '../binning/bin-matrix.ts';
import {
  buildHistogram,
  FEATURE_STRIDE,
  subtractHistogram,
  type HistogramPool,
} from '../histogram/histogram.ts';
import { findSplit, type Split } from '../splitting/find-split.ts';
import { leafValue, onMarginGrid, type LeafRules } from '../splitting/leaf.ts';
import { partitionRows } from './partition.ts';

export interface GrowRules extends LeafRules {
  maxDepth: number;
  maxLeaves: number;
  learningRate: number;
}

/** A node while the tree grows. Its rows are `rows[begin..end)`; `split` is the best one still to be made. */
export interface GrownNode {
  begin: number;
  end: number;
  depth: number;
  gradient: number;
  hessian: number;
  histogram: Float64Array | null;
  split: Split | null;
  /** Indices of the children; -1 at a leaf. */
  left: number;
  right: number;
  /** What a leaf adds to the log-odds, on the margin grid (splitting/leaf.ts). */
  value: number;
}

/**
 * Grows one tree over `rows`, which it sorts by leaf. Leaf-wise: of all leaves, the split with the highest gain is
 * made next (the older leaf of equals), until there are `maxLeaves` or no split is worth it. The smaller child's
 * histogram is built from its rows, the larger one's is the parent's minus that.
 * `columns` are the features the tree may use (null: all). The root is node 0, children come after their parent.
 */
export function growTree(
  matrix: BinMatrix,
  gh: Float64Array,
  rows: Int32Array,
  spare: Int32Array,
  columns: Int32Array | null,
  rules: GrowRules,
  pool: HistogramPool,
): GrownNode[] {
  const nodes: GrownNode[] = [];
  const open = new Set<number>();
  let leaves = 1;

  const addNode = (begin: number, end: number, depth: number, gradient: number, hessian: number) => {
    const value = onMarginGrid(rules.learningRate * leafValue(gradient, hessian, rules));
    nodes.push({
      begin,
      end,
      depth,
      gradient,
      hessian,
      histogram: null,
      split: null,
      left: -1,
      right: -1,
      value,
    });
    return nodes.length - 1;
  };
  const consider = (index: number, histogram: Float64Array) => {
    const node = nodes[index]!;
    node.split = findSplit(matrix, histogram, node.gradient, node.hessian, columns, rules);
    if (node.split) {
      node.histogram = histogram;
      open.add(index);
    } else pool.give(histogram);
  };

  const histogram = pool.take();
  buildHistogram(matrix, gh, rows, 0, rows.length, columns, histogram);
  // Every row is in one bin of every feature, so any feature's bins add up to the node.
  const room = (columns?.[0] ?? 0) * FEATURE_STRIDE;
  let gradient = 0;
  let hessian = 0;
  for (let k = room; k < room + FEATURE_STRIDE; k += 2) {
    gradient += histogram[k]!;
    hessian += histogram[k + 1]!;
  }
  const root = addNode(0, rows.length, 0, gradient, hessian);
  consider(root, histogram);

  while (open.size > 0 && leaves < rules.maxLeaves) {
    let chosen = -1;
    for (const index of open) {
      if (chosen < 0 || nodes[index]!.split!.gain > nodes[chosen]!.split!.gain) chosen = index;
    }
    open.delete(chosen);
    const node = nodes[chosen]!;
    const split = node.split!;
    const middle = partitionRows(matrix, split, rows, node.begin, node.end, spare);
    const depth = node.depth + 1;
    node.left = addNode(node.begin, middle, depth, split.leftGradient, split.leftHessian);
    node.right = addNode(
      middle,
      node.end,
      depth,
      node.gradient - split.leftGradient,
      node.hessian - split.leftHessian,
    );
    leaves++;
    const parent = node.histogram!;
    node.histogram = null;
    if (depth === rules.maxDepth || leaves === rules.maxLeaves) {
      pool.give(parent);
      continue;
    }
    const leftIsSmaller = middle - node.begin <= node.end - middle;
    const smaller = nodes[leftIsSmaller ? node.left : node.right]!;
    const built = pool.take();
    buildHistogram(matrix, gh, rows, smaller.begin, smaller.end, columns, built);
    subtractHistogram(parent, built);
    consider(node.left, leftIsSmaller ? built : parent);
    consider(node.right, leftIsSmaller ? parent : built);
  }
  for (const index of open) pool.give(nodes[index]!.histogram!);
  return nodes;
}
