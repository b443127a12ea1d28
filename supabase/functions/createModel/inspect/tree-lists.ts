/** ONNX Runtime walks trees by recursion when it loads them, on a small stack. */
const DEEPEST = 512;

/**
 * Whether the nodes are trees: each child exists and has one parent, and everything hangs on a root. A circle would be
 * walked for ever, and WebAssembly that runs cannot be interrupted. O(nodes). Returns what is wrong, or null.
 */
export function wrongInTrees(children: Int32Array): string | null {
  const nodes = children.length / 2;
  const parent = new Int32Array(nodes).fill(-1);
  for (let node = 0; node < nodes; node++) {
    for (const child of [children[2 * node]!, children[2 * node + 1]!]) {
      if (child === -1) continue;
      if (child < 0 || child >= nodes) return 'a node has a child that does not exist';
      if (parent[child] !== -1) return 'a node has two parents';
      parent[child] = node;
    }
  }
  const depth = new Int32Array(nodes);
  const stack: number[] = [];
  let reached = 0;
  for (let node = 0; node < nodes; node++) if (parent[node] === -1) stack.push(node);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    reached++;
    for (const child of [children[2 * node]!, children[2 * node + 1]!]) {
      if (child === -1) continue;
      depth[child] = depth[node]! + 1;
      if (depth[child] > DEEPEST) return `a tree is deeper than ${DEEPEST}`;
      stack.push(child);
    }
  }
  return reached === nodes ? null : 'its nodes go round in a circle';
}
