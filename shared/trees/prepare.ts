import { endOfTree, FOREST_LIMITS, type Forest, ForestError } from './forest.ts';
import { gaussLegendre } from './quadrature.ts';

/** Enough for six different features on a way, the usual trees: walk.ts has a faster way for them. */
export const FEW_POINTS = 3;

/**
 * What `TreeExplainer` knows of a forest before it sees a row: its splits in their order, two edges each. In a tree an edge
 * has a slot: 0 is the edge above the root, 2i + 1 and 2i + 2 the left and right one of its i-th split.
 */
export interface Prepared {
  /** The first split of each tree, and their number at the end. */
  first: Uint32Array;
  /** Places of the quadrature, a tree. */
  points: Uint8Array;
  feature: Int16Array;
  threshold: Float32Array;
  missingLeft: Uint8Array;
  /** Slot of the edge that leads to the split. */
  into: Uint32Array;
  /** Slot of the nearest edge above that asked for the same feature; 0 for none. */
  same: Uint32Array;
  /** An edge (2 × split + side): the share of the cover that went there. */
  share: Float64Array;
  /** An edge: the value of the leaf it leads to, 1 when it leads to a split. */
  leaf: Float64Array;
  /** Where a split's numbers begin in `table`: those of a row that goes left, then as many of one that goes right. */
  at: Uint32Array;
  /** Factors of the left and of the right edge, coefficients of the left and of the right one, `points` each. */
  table: Float64Array;
  /** Mean margin of the training data by the covers, the base score included. */
  expectedMargin: number;
}

/** @throws ForestError when the numbers would not fit into FOREST_LIMITS.prepared. Time and memory O(nodes × depth). */
export function prepare(forest: Forest): Prepared {
  const { roots, right } = forest;
  const ways = waysOf(forest);
  const splits = (forest.feature.length - roots.length) / 2;
  const prepared: Prepared = {
    first: new Uint32Array(roots.length + 1),
    points: pointsOf(forest, ways.distinct),
    feature: new Int16Array(splits),
    threshold: new Float32Array(splits),
    missingLeft: new Uint8Array(splits),
    into: new Uint32Array(splits),
    same: new Uint32Array(splits),
    share: new Float64Array(2 * splits),
    leaf: new Float64Array(2 * splits).fill(1),
    at: new Uint32Array(splits),
    table: new Float64Array(0),
    expectedMargin: forest.baseScore,
  };
  const { first, points, share, at } = prepared;
  const slot = new Uint32Array(forest.feature.length);
  const reach = new Float64Array(forest.feature.length).fill(1);
  let split = 0;
  let size = 0;
  for (let tree = 0; tree < roots.length; tree++) {
    first[tree] = split;
    for (let n = roots[tree]!; n < endOfTree(forest, tree); n++) {
      if (forest.feature[n]! < 0) {
        prepared.expectedMargin += reach[n]! * forest.number[n]!;
        continue;
      }
      prepared.feature[split] = forest.feature[n]!;
      prepared.threshold[split] = forest.number[n]!;
      prepared.missingLeft[split] = forest.missingLeft[n]!;
      prepared.into[split] = slot[n]!;
      prepared.same[split] = ways.same[n]! < 0 ? 0 : slot[ways.same[n]!]!;
      at[split] = size;
      size += 8 * points[tree]!;
      for (let side = 0; side < 2; side++) {
        const child = side === 0 ? n + 1 : right[n]!;
        slot[child] = 2 * (split - first[tree]!) + side + 1;
        share[2 * split + side] = shareOf(forest, n, side);
        reach[child] = reach[n]! * share[2 * split + side]!;
        if (forest.feature[child]! < 0) prepared.leaf[2 * split + side] = forest.number[child]!;
      }
      split++;
    }
  }
  first[roots.length] = split;
  if (size > FOREST_LIMITS.prepared) {
    throw new ForestError('The trees are too many or too deep to explain a car with them in time.');
  }
  prepared.table = new Float64Array(size);
  fillTable(prepared);
  return prepared;
}

/** Of a split that no training data came by, each side has a half. */
function shareOf({ right, cover }: Forest, n: number, side: number): number {
  const both = cover[n + 1]! + cover[right[n]!]!;
  return both > 0 ? cover[side === 0 ? n + 1 : right[n]!]! / both : 0.5;
}

/**
 * For each split the node below the nearest split above on the same feature, on its way, or -1; for each node how many
 * different features lie on its way.
 */
function waysOf({ feature, right }: Forest): { same: Int32Array; distinct: Uint8Array } {
  const parent = new Int32Array(feature.length).fill(-1);
  const same = new Int32Array(feature.length).fill(-1);
  const distinct = new Uint8Array(feature.length);
  for (let n = 0; n < feature.length; n++) {
    if (feature[n]! < 0) continue;
    for (let below = n; parent[below]! >= 0 && same[n]! < 0; below = parent[below]!) {
      if (feature[parent[below]!] === feature[n]) same[n] = below;
    }
    parent[n + 1] = parent[right[n]!] = n;
    distinct[n + 1] = distinct[right[n]!] = distinct[n]! + (same[n]! < 0 ? 1 : 0);
  }
  return { same, distinct };
}

/** A polynomial of degree m - 1 needs m / 2 places; more do no harm. */
function pointsOf(forest: Forest, distinct: Uint8Array): Uint8Array {
  return Uint8Array.from(forest.roots, (root, tree) => {
    let most = 0;
    for (let n = root; n < endOfTree(forest, tree); n++) most = Math.max(most, distinct[n]!);
    return Math.max(FEW_POINTS, Math.ceil(most / 2));
  });
}

/**
 * The numbers of the edges while the row followed the feature's edges so far. With z the cover's share over these edges
 * and o = 1 while they are followed, the feature's term is z (1 - t) + o t, and its contribution is (o - z) / term times
 * the product of all features' terms (explain.ts). Here: by what an edge multiplies the product, and what it adds to the
 * coefficient. Nothing is divided by z, so covers of 0 do no harm.
 */
function fillTable({ first, points, same, share, at, table }: Prepared): void {
  const shares = share.slice(); // over all edges of the feature, this one included
  for (let tree = 0; tree < points.length; tree++) {
    const { place, weight } = gaussLegendre(points[tree]!);
    const k = place.length;
    for (let split = first[tree]!; split < first[tree + 1]!; split++) {
      const above = same[split] === 0 ? 1 : shares[2 * first[tree]! + same[split]! - 1]!;
      for (let side = 0; side < 2; side++) {
        const below = (shares[2 * split + side]! *= above);
        const followed = at[split]! + side * 4 * k;
        const left = at[split]! + (1 - side) * 4 * k;
        for (let q = 0; q < k; q++) {
          const t = place[q]!;
          const before = above * (1 - t) + t;
          const owed = (1 - above) / before;
          const term = below * (1 - t) + t;
          const edge = side * k + q;
          table[followed + edge] = term / before;
          table[followed + 2 * k + edge] = weight[q]! * ((1 - below) / term - owed);
          table[left + edge] = (below * (1 - t)) / before;
          table[left + 2 * k + edge] = weight[q]! * (-1 / (1 - t) - owed);
        }
      }
    }
  }
}
