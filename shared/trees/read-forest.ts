import { z } from 'zod';
import { FOREST_LIMITS, type Forest, ForestError, treeFeatureSchema } from './forest.ts';
import { FIXED_BYTES, LEAF, MAGIC, MISSING_LEFT, padded, VERSION } from './write-forest.ts';

const headSchema = z
  .object({
    features: z.array(treeFeatureSchema).max(FOREST_LIMITS.features),
    baseScore: z.number(),
    calibration: z.object({ slope: z.number(), intercept: z.number() }).strict().nullable(),
  })
  .strict();

const refuse = (reason: string) => new ForestError(`The tree file is ${reason}.`);

/**
 * Reads a tree file (write-forest.ts tells its format). Time and memory O(bytes), bounded by FOREST_LIMITS.
 * @throws ForestError, and nothing else, for bytes that are no such file, with the reason in a sentence.
 */
export function readForest(bytes: Uint8Array): Forest {
  if (bytes.length > FOREST_LIMITS.bytes) {
    throw refuse(`too large: ${bytes.length} bytes, at most ${FOREST_LIMITS.bytes}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < FIXED_BYTES || new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC) {
    throw refuse(`no tree file: it does not begin with ${MAGIC}`);
  }
  const [version, trees, nodes, textBytes] = [4, 8, 12, 16].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  if (version !== VERSION) throw refuse(`of version ${version}; version ${VERSION} can be read`);
  if (nodes > FOREST_LIMITS.nodes) throw refuse(`of ${nodes} nodes; at most ${FOREST_LIMITS.nodes} are read`);
  const leaves = (nodes + trees) / 2;
  if (trees > nodes || !Number.isInteger(leaves))
    throw refuse(`of ${trees} trees and ${nodes} nodes at once`);
  const start = FIXED_BYTES + padded(textBytes);
  const length = start + 4 * nodes + 4 * leaves + 2 * nodes;
  if (bytes.length !== length)
    throw refuse(`cut off or too long: ${bytes.length} bytes instead of ${length}`);

  const head = readHead(bytes.subarray(FIXED_BYTES, FIXED_BYTES + textBytes));
  const forest: Forest = {
    ...head,
    roots: new Uint32Array(trees),
    feature: new Int16Array(nodes),
    number: new Float32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    right: new Uint32Array(nodes),
    cover: new Float64Array(nodes),
  };
  const featureAt = start + 4 * nodes + 4 * leaves;
  for (let n = 0; n < nodes; n++) {
    const bits = view.getUint16(featureAt + 2 * n, true);
    const feature = bits === LEAF ? -1 : bits & ~MISSING_LEFT;
    if (feature >= head.features.length) throw refuse(`wrong: node ${n} looks at feature ${feature}`);
    forest.feature[n] = feature;
    forest.missingLeft[n] = feature >= 0 && bits & MISSING_LEFT ? 1 : 0;
    const number = view.getFloat32(start + 4 * n, true);
    // A threshold may be infinite: known values left, missing ones right.
    if (feature < 0 ? !Number.isFinite(number) : Number.isNaN(number)) {
      throw refuse(`wrong: node ${n} has the number ${number}`);
    }
    forest.number[n] = number;
  }
  growShape(forest);
  readCovers(forest, (leaf) => view.getFloat32(start + 4 * nodes + 4 * leaf, true));
  return forest;
}

function readHead(text: Uint8Array): z.infer<typeof headSchema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch {
    throw refuse('wrong: its head is no JSON');
  }
  const head = headSchema.safeParse(json);
  if (!head.success) {
    const [issue] = head.error.issues;
    throw refuse(`wrong in its head: ${issue?.path.map(String).join('.')}: ${issue?.message}`);
  }
  const names = new Set<string>();
  for (const feature of head.data.features) {
    if (names.has(feature.name)) throw refuse(`wrong: the feature ${feature.name} is there twice`);
    names.add(feature.name);
    if (feature.kind === 'category' && new Set(feature.categories).size < feature.categories.length) {
      throw refuse(`wrong: a category of ${feature.name} is there twice`);
    }
  }
  return head.data;
}

/** Finds the roots and the right children: nodes stand in pre-order, so the splits that wait for one are a stack. */
function growShape({ roots, feature, right }: Forest): void {
  const waiting: number[] = [];
  const depth = new Uint8Array(feature.length);
  let tree = 0;
  for (let n = 0; n < feature.length; n++) {
    if (waiting.length === 0) {
      if (tree === roots.length) throw refuse(`wrong: there are nodes behind its ${tree} trees`);
      roots[tree++] = n;
    } else if (feature[n - 1]! >= 0) {
      depth[n] = depth[n - 1]! + 1;
    } else {
      const parent = waiting.pop()!;
      right[parent] = n;
      depth[n] = depth[parent]! + 1;
    }
    if (feature[n]! >= 0) waiting.push(n);
    if (depth[n]! > FOREST_LIMITS.depth) {
      throw refuse(`deeper than ${FOREST_LIMITS.depth} splits in tree ${tree}`);
    }
  }
  if (waiting.length > 0 || tree !== roots.length) throw refuse(`wrong: tree ${tree} is not whole`);
}

/** The covers of the leaves, in their order, and of the splits, by sums from the end. */
function readCovers({ feature, right, cover }: Forest, coverOf: (leaf: number) => number): void {
  let leaf = 0;
  for (let n = 0; n < feature.length; n++) {
    if (feature[n]! >= 0) continue;
    cover[n] = coverOf(leaf++);
    if (!(cover[n]! >= 0 && cover[n]! < Infinity)) throw refuse(`wrong: node ${n} has the cover ${cover[n]}`);
  }
  for (let n = feature.length - 1; n >= 0; n--) {
    if (feature[n]! >= 0) cover[n] = cover[n + 1]! + cover[right[n]!]!;
  }
}
