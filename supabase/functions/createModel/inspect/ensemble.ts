import { wrongInTrees } from './tree-lists.ts';

/** The attributes of a node that are looked at: lists of numbers, and of texts. */
export interface Attributes {
  numbers: ReadonlyMap<string, readonly number[]>;
  texts: ReadonlyMap<string, readonly string[]>;
}

/** The names of the attributes that hold how trees hang together. */
export const TREE_ATTRIBUTES = new Set([
  'nodes_treeids',
  'nodes_nodeids',
  'nodes_modes',
  'nodes_truenodeids',
  'nodes_falsenodeids',
  'nodes_trueleafs',
  'nodes_falseleafs',
]);

/** What is wrong with the trees of an operator of ai.onnx.ml; null where nothing is, or where it has none. */
export function wrongInEnsemble(type: string, attributes: Attributes): string | null {
  if (type === 'TreeEnsembleClassifier' || type === 'TreeEnsembleRegressor') return named(attributes);
  return type === 'TreeEnsemble' ? placed(attributes) : null;
}

/** Versions 1 to 3: children are told by their number in the same tree. */
function named({ numbers, texts }: Attributes): string | null {
  const trees = numbers.get('nodes_treeids') ?? [];
  const ids = numbers.get('nodes_nodeids') ?? [];
  const modes = texts.get('nodes_modes') ?? [];
  const sides = [numbers.get('nodes_truenodeids') ?? [], numbers.get('nodes_falsenodeids') ?? []];
  if ([ids, modes, ...sides].some(({ length }) => length !== trees.length))
    return 'the lists of its nodes are of different lengths';
  const key = (tree: number, id: number) => tree * 2 ** 26 + id;
  const places = new Map(trees.map((tree, node) => [key(tree, ids[node]!), node]));
  if (places.size !== trees.length) return 'two nodes have the same number';
  const children = new Int32Array(2 * trees.length).fill(-1);
  for (let node = 0; node < trees.length; node++) {
    if (modes[node] === 'LEAF') continue;
    for (const [side, list] of sides.entries())
      children[2 * node + side] = places.get(key(trees[node]!, list[node]!)) ?? -2;
  }
  return wrongInTrees(children);
}

/** Version 5: children are told by their place, leaves stand in lists of their own. A tree of one leaf tells it twice. */
function placed({ numbers }: Attributes): string | null {
  const list = (name: string) => numbers.get(`nodes_${name}`) ?? [];
  const nodes = list('truenodeids').length;
  if (['falsenodeids', 'trueleafs', 'falseleafs'].some((name) => list(name).length !== nodes))
    return 'the lists of its nodes are of different lengths';
  const children = new Int32Array(2 * nodes).fill(-1);
  for (const [side, name] of ['true', 'false'].entries()) {
    const [ids, leaves] = [list(`${name}nodeids`), list(`${name}leafs`)];
    for (let node = 0; node < nodes; node++) if (leaves[node] === 0) children[2 * node + side] = ids[node]!;
  }
  for (let at = 0; at < children.length; at++)
    if (children[at]! < -1) return 'a node has a child that does not exist';
  return wrongInTrees(children);
}
