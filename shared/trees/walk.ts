import { FEW_POINTS, type Prepared } from './prepare.ts';

/** What a walk through a tree writes on; as large as the largest tree needs. */
export interface Paper {
  /** A slot (prepare.ts): 1 where the row follows all edges of the feature so far; slot 0 stays 1. */
  follows: Uint8Array;
  /** A slot: `points` products on the way down, sums of leaves on the way up; slot 0 stays 1. */
  sums: Float64Array;
  /** A split: where the numbers of the row's side begin in the table; -1 where the feature was left above. */
  used: Int32Array;
}

export function paperFor({ first, points }: Prepared): Paper {
  let [slots, sums] = [1, FEW_POINTS];
  for (let tree = 0; tree < points.length; tree++) {
    const own = 2 * (first[tree + 1]! - first[tree]!) + 1;
    slots = Math.max(slots, own);
    sums = Math.max(sums, own * points[tree]!);
  }
  const follows = new Uint8Array(slots);
  follows[0] = 1;
  return { follows, sums: new Float64Array(sums), used: new Int32Array(slots) };
}

/** Adds the contributions of a tree to `out`: down with the products of the terms, up with the sums of the leaves. */
export function walk(
  prepared: Prepared,
  paper: Paper,
  tree: number,
  row: Float32Array,
  out: Float64Array,
): void {
  const { first, points, feature, threshold, missingLeft, into, same, share, leaf, at, table } = prepared;
  const { follows, sums, used } = paper;
  const k = points[tree]!;
  const begin = first[tree]!;
  const end = first[tree + 1]!;
  sums.fill(1, 0, k);
  for (let s = begin; s < end; s++) {
    const slot = 2 * (s - begin) + 1;
    const from = into[s]! * k;
    const to = slot * k;
    if (follows[same[s]!] === 0) {
      follows[slot] = follows[slot + 1] = 0;
      used[s - begin] = -1;
      for (let q = 0; q < k; q++) {
        sums[to + q] = sums[from + q]! * share[2 * s]!;
        sums[to + k + q] = sums[from + q]! * share[2 * s + 1]!;
      }
      continue;
    }
    const x = row[feature[s]!]!;
    const left = x <= threshold[s]! || (x !== x && missingLeft[s] === 1);
    const numbers = at[s]! + (left ? 0 : 4 * k);
    follows[slot] = left ? 1 : 0;
    follows[slot + 1] = left ? 0 : 1;
    used[s - begin] = numbers;
    for (let q = 0; q < k; q++) {
      sums[to + q] = sums[from + q]! * table[numbers + q]!;
      sums[to + k + q] = sums[from + q]! * table[numbers + k + q]!;
    }
  }
  for (let s = end - 1; s >= begin; s--) {
    const from = (2 * (s - begin) + 1) * k;
    const to = into[s]! * k;
    const numbers = used[s - begin]!;
    let change = 0;
    for (let q = 0; q < k; q++) {
      const a = sums[from + q]! * leaf[2 * s]!;
      const b = sums[from + k + q]! * leaf[2 * s + 1]!;
      if (numbers >= 0) change += a * table[numbers + 2 * k + q]! + b * table[numbers + 3 * k + q]!;
      sums[to + q] = a + b;
    }
    out[feature[s]!]! += change;
  }
}

/** As `walk`, for a tree with FEW_POINTS: without inner loops it takes 0.7 of the time. */
export function walkFew(
  prepared: Prepared,
  paper: Paper,
  tree: number,
  row: Float32Array,
  out: Float64Array,
): void {
  const { first, feature, threshold, missingLeft, into, same, share, leaf, at, table } = prepared;
  const { follows, sums, used } = paper;
  const begin = first[tree]!;
  const end = first[tree + 1]!;
  sums.fill(1, 0, FEW_POINTS);
  for (let s = begin; s < end; s++) {
    const slot = 2 * (s - begin) + 1;
    const from = into[s]! * 3;
    const to = slot * 3;
    const p = sums[from]!;
    const q = sums[from + 1]!;
    const r = sums[from + 2]!;
    if (follows[same[s]!] === 0) {
      follows[slot] = follows[slot + 1] = 0;
      used[s - begin] = -1;
      const a = share[2 * s]!;
      const b = share[2 * s + 1]!;
      sums[to] = p * a;
      sums[to + 1] = q * a;
      sums[to + 2] = r * a;
      sums[to + 3] = p * b;
      sums[to + 4] = q * b;
      sums[to + 5] = r * b;
      continue;
    }
    const x = row[feature[s]!]!;
    const left = x <= threshold[s]! || (x !== x && missingLeft[s] === 1);
    const numbers = at[s]! + (left ? 0 : 12);
    follows[slot] = left ? 1 : 0;
    follows[slot + 1] = left ? 0 : 1;
    used[s - begin] = numbers;
    sums[to] = p * table[numbers]!;
    sums[to + 1] = q * table[numbers + 1]!;
    sums[to + 2] = r * table[numbers + 2]!;
    sums[to + 3] = p * table[numbers + 3]!;
    sums[to + 4] = q * table[numbers + 4]!;
    sums[to + 5] = r * table[numbers + 5]!;
  }
  for (let s = end - 1; s >= begin; s--) {
    const from = 6 * (s - begin) + 3;
    const to = into[s]! * 3;
    const numbers = used[s - begin]!;
    const left = leaf[2 * s]!;
    const right = leaf[2 * s + 1]!;
    const a = sums[from]! * left;
    const b = sums[from + 1]! * left;
    const c = sums[from + 2]! * left;
    const d = sums[from + 3]! * right;
    const e = sums[from + 4]! * right;
    const f = sums[from + 5]! * right;
    if (numbers >= 0) {
      out[feature[s]!]! +=
        a * table[numbers + 6]! +
        b * table[numbers + 7]! +
        c * table[numbers + 8]! +
        d * table[numbers + 9]! +
        e * table[numbers + 10]! +
        f * table[numbers + 11]!;
    }
    sums[to] = a + d;
    sums[to + 1] = b + e;
    sums[to + 2] = c + f;
  }
}
