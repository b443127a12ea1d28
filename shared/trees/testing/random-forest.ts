import { seededRandom } from '../../random.ts';
import type { Forest, TreeFeature } from '../forest.ts';

interface Wanted {
  seed: number;
  trees: number;
  features: number;
  depth: number;
  /** Share of nodes above `depth` that are leaves all the same. */
  early?: number;
  /** Share of leaves that no training data came by. */
  empty?: number;
}

/**
 * Trees as a learner could make them, and stranger: the last two features are one with categories and one that no split
 * uses; thresholds may be infinite, the same feature comes again below itself.
 */
export function randomForest({ seed, trees, features, depth, early = 0.15, empty = 0 }: Wanted): Forest {
  const random = seededRandom(seed);
  const named: TreeFeature[] = Array.from({ length: features }, (_, f) =>
    f === features - 2
      ? { name: `x${f}`, kind: 'category', categories: ['a', 'b', 'c', 'd'] }
      : { name: `x${f}`, kind: 'number' },
  );
  const nodes: { feature: number; number: number; missingLeft: number; right: number; cover: number }[] = [];
  const grow = (left: number): number => {
    const at = nodes.length;
    const node = { feature: -1, number: 0, missingLeft: 0, right: 0, cover: 0 };
    nodes.push(node);
    if (left === 0 || (left < depth && random() < early)) {
      node.number = Math.fround(random() - 0.5);
      node.cover = random() < empty ? 0 : Math.fround(0.5 + 20 * random());
      return at;
    }
    node.feature = Math.floor(random() * (features - 1));
    const category = named[node.feature]!.kind === 'category';
    node.number = category ? Math.floor(random() * 4) : Math.fround(random() * 4 - 2);
    if (random() < 0.05) node.number = Infinity;
    node.missingLeft = random() < 0.5 ? 1 : 0;
    grow(left - 1);
    node.right = grow(left - 1);
    node.cover = nodes[at + 1]!.cover + nodes[node.right]!.cover;
    return at;
  };
  const roots = Array.from({ length: trees }, () => grow(depth));
  return {
    features: named,
    baseScore: -2.5,
    calibration: { slope: Math.fround(0.9), intercept: Math.fround(-0.1) },
    roots: Uint32Array.from(roots),
    feature: Int16Array.from(nodes, (node) => node.feature),
    number: Float32Array.from(nodes, (node) => node.number),
    missingLeft: Uint8Array.from(nodes, (node) => node.missingLeft),
    right: Uint32Array.from(nodes, (node) => node.right),
    cover: Float64Array.from(nodes, (node) => node.cover),
  };
}

/** A row as a plant could send it: numbers, missing ones, infinities, categories known and unknown. */
export function randomCell(random: () => number, { kind }: TreeFeature): number | string | null {
  const dice = random();
  if (kind === 'category') return ['a', 'b', 'c', 'd', '', 'never seen'][Math.floor(dice * 6)]!;
  if (dice < 0.15) return null;
  if (dice < 0.2) return Infinity;
  if (dice < 0.25) return -Infinity;
  return random() * 4 - 2;
}
