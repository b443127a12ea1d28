import { leafValue, type LeafRules, onMarginGrid } from '../splitting/leaf.ts';
import { bestSplit, type Split } from '../splitting/split.ts';
import type { Team } from '../team/team.ts';
import { type Desk, TASK } from '../team/workspace.ts';
import { nextBatch } from './frontier.ts';

export interface GrowRules extends LeafRules {
  maxDepth: number;
  maxLeaves: number;
  growth: 'leaf' | 'depth';
  learningRate: number;
  /** By feature: 1 rising, -1 falling, 0 free. */
  directions: Int8Array;
}

/** A node while the tree grows. Its rows are `order[begin..end)`; `split` is the best one still to be made. */
export interface GrownNode {
  begin: number;
  end: number;
  depth: number;
  gradient: number;
  hessian: number;
  /** Bounds of the weights below it, by the directions of features above it. */
  low: number;
  high: number;
  /** Which histogram is its own; -1 for none. */
  slot: number;
  split: Split | null;
  /** Indices of the children; -1 at a leaf. */
  left: number;
  right: number;
  /** What a leaf adds to the log-odds, on the margin grid (splitting/leaf.ts). */
  value: number;
}

type NewNode = Pick<GrownNode, 'begin' | 'end' | 'depth' | 'gradient' | 'hessian' | 'low' | 'high'>;

/** Histograms that a tree holds at once, at most: one a node that may still be split, and one that is being made. */
export function slotsOf({ maxDepth, maxLeaves }: Pick<GrowRules, 'maxDepth' | 'maxLeaves'>): number {
  return Math.min(maxLeaves, 2 ** (maxDepth - 1)) + 1;
}

/**
 * Grows one tree over the first `rows` rows of the desk's `order`, which it sorts by leaf. Of two children the one with
 * fewer rows gets its histogram from its rows, the other one the parent's less that; a child that weighs too little to be
 * split gets none. `columns`: how many features of the
 * desk's list the tree may use; 0: all. The root is node 0, children come after their parent. `breathe` is called between
 * the batches, so that the caller can cancel.
 */
export async function growTree(
  team: Team,
  desk: Desk,
  rows: number,
  columns: number,
  rules: GrowRules,
  breathe: () => Promise<void> | null,
): Promise<GrownNode[]> {
  const nodes: GrownNode[] = [];
  const open = new Set<number>();
  const free = Array.from({ length: slotsOf(rules) }, (_, slot) => slot).toReversed();
  const together = rules.growth === 'depth' || rules.maxLeaves >= 2 ** rules.maxDepth;
  let leaves = 1;

  const addNode = (node: NewNode) => {
    const value = onMarginGrid(rules.learningRate * boundWeight(node, rules));
    return nodes.push({ ...node, slot: -1, split: null, left: -1, right: -1, value }) - 1;
  };

  /** A side that weighs less cannot be parted into two that weigh enough. */
  const maySplit = ({ hessian }: GrownNode) => hessian >= 2 * rules.minChildWeight;
  /** Finds the splits of new nodes: each with its sibling, or alone. */
  const consider = (pairs: readonly { built: GrownNode; other: GrownNode | null }[]) => {
    pairs.forEach(({ built, other }, task) => {
      const described = (node: GrownNode) => [node.gradient, node.hessian, node.low, node.high];
      const about = [built.begin, built.end, built.slot, other?.slot ?? -1, ...described(built)];
      desk.tasks.set(other ? [...about, ...described(other)] : about, task * TASK);
      desk.tasks[task * TASK + TASK - 1] = maySplit(built) ? 1 : 0;
    });
    team.run('grow', pairs.length, columns);
    pairs.forEach(({ built, other }, task) => {
      [built, other].forEach((node, which) => {
        if (!node) return;
        node.split = maySplit(node) ? bestSplit(desk, task, which) : null;
        if (node.split) return;
        free.push(node.slot);
        node.slot = -1;
      });
    });
  };

  const sums = sumRows(desk, rows);
  const root = addNode({ begin: 0, end: rows, depth: 0, ...sums, low: -Infinity, high: Infinity });
  nodes[root]!.slot = free.pop()!;
  consider([{ built: nodes[root]!, other: null }]);
  if (nodes[root]!.split) open.add(root);

  while (open.size > 0 && leaves < rules.maxLeaves) {
    const pause = breathe();
    if (pause) await pause;
    const batch = nextBatch(nodes, open, rules.maxLeaves - leaves, together);
    batch.forEach((index, task) => {
      const { begin, end, split } = nodes[index]!;
      const { feature, bin, missingLeft } = split!;
      desk.tasks.set(
        [begin, end, feature, bin, desk.missingBins[feature]!, missingLeft ? 1 : 0],
        task * TASK,
      );
    });
    team.run('part', batch.length);
    const middles = batch.map((_, task) => desk.tasks[task * TASK]!);
    leaves += batch.length;
    const pairs: { built: GrownNode; other: GrownNode | null }[] = [];
    batch.forEach((index, i) => {
      open.delete(index);
      const node = nodes[index]!;
      const [left, right] = childrenOf(node, middles[i]!, rules, desk.missingBins);
      node.left = addNode(left);
      node.right = addNode(right);
      const slot = node.slot;
      node.slot = -1;
      if (node.depth + 1 === rules.maxDepth || leaves === rules.maxLeaves) {
        free.push(slot);
        return;
      }
      const [l, r] = [nodes[node.left]!, nodes[node.right]!];
      const [built, other] = l.end - l.begin <= r.end - r.begin ? [l, r] : [r, l];
      if (maySplit(other)) {
        other.slot = slot;
        built.slot = free.pop()!;
        pairs.push({ built, other });
      } else if (maySplit(built)) {
        built.slot = slot;
        pairs.push({ built, other: null });
      } else free.push(slot);
    });
    if (pairs.length === 0) continue;
    consider(pairs);
    for (const index of batch) {
      for (const child of [nodes[index]!.left, nodes[index]!.right]) if (nodes[child]!.split) open.add(child);
    }
  }
  return nodes;
}

function sumRows({ gh, order }: Desk, rows: number): { gradient: number; hessian: number } {
  let [gradient, hessian] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const at = 2 * order[i]!;
    gradient += gh[at]!;
    hessian += gh[at + 1]!;
  }
  return { gradient, hessian };
}

function boundWeight({ gradient, hessian, low, high }: NewNode, rules: LeafRules): number {
  return Math.min(Math.max(leafValue(gradient, hessian, rules), low), high);
}

/**
 * Both sides of a node's split. Where its feature has a direction, the middle of the two weights bounds all that grows
 * below: so no leaf of the one side passes one of the other, as in XGBoost
 * (https://xgboost.readthedocs.io/en/stable/tutorials/monotonic.html).
 */
function childrenOf(
  { begin, end, depth, gradient, hessian, low, high, split }: GrownNode,
  middle: number,
  rules: GrowRules,
  missingBins: Uint8Array,
): [left: NewNode, right: NewNode] {
  const { feature, bin, leftGradient, leftHessian } = split!;
  const below = { depth: depth + 1, low, high };
  const left = { ...below, begin, end: middle, gradient: leftGradient, hessian: leftHessian };
  const right = {
    ...below,
    begin: middle,
    end,
    gradient: gradient - leftGradient,
    hessian: hessian - leftHessian,
  };
  const direction = rules.directions[feature]!;
  const partsMissing = bin === missingBins[feature]! - 1;
  if (direction === 0 || partsMissing) return [left, right];
  const border = (boundWeight(left, rules) + boundWeight(right, rules)) / 2;
  return direction > 0
    ? [
        { ...left, high: border },
        { ...right, low: border },
      ]
    : [
        { ...left, low: border },
        { ...right, high: border },
      ];
}
