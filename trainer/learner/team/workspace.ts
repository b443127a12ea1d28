import { type Kernel, KERNEL_BYTES, loadKernel } from '../kernel/load.ts';

/** Bytes of a feature's sums in a histogram, as in histogram/histogram.wasm.ts. */
export const FEATURE_BYTES = 4160;
/** Bins of a feature's edges. */
export const EDGES = 256;
/** Numbers that describe a task of `grow` or `part`, and that a member answers about a node. */
export const TASK = 13;
export const FOUND = 5;
/** Bytes of a tree's node, as in predictor/add-tree.wasm.ts. */
export const NODE_BYTES = 32;

const PAGE = 65_536;

export interface Size {
  rows: number;
  heldOut: number;
  features: number;
  members: number;
  maxLeaves: number;
  /** Histograms that a tree needs at once. */
  slots: number;
}

/**
 * The memory of one fit, which all threads share: where everything lies, in bytes. A row and feature take two bytes (one
 * where the row is held out), a row 41 more, a histogram 4160 a feature.
 */
export interface Workspace {
  memory: WebAssembly.Memory;
  size: Size;
  /** Bins, row-major: feature f of row r is at `r * features + f`; the missing ones' bin is `missingBins[f]`. */
  bins: number;
  heldOutBins: number;
  /** The bins again, column after column: rows are parted by one feature. */
  columnBins: number;
  missingBins: number;
  /** Float32, `EDGES` a feature. */
  edges: number;
  edgeCounts: number;
  /** Float32 columns on their way into bins, one a member: rows to learn from, then held-out ones. */
  column: number;
  label: number;
  /** Float64; no weights lie there unless `weighted`. */
  weight: number;
  margin: number;
  heldOutMargin: number;
  /** Gradient and hessian of each row, float64 side by side. */
  gh: number;
  /** Uint32: the rows of the tree, sorted by leaf; and room for sorting. */
  order: number;
  spare: number;
  /** Uint32: features that the tree may use. */
  columns: number;
  /** Int8 a feature: 1 rising, -1 falling, 0 free. */
  directions: number;
  slots: number;
  /** Float64, `TASK` a task. */
  tasks: number;
  /** Float64, `FOUND` a node, member after member. */
  found: number;
  nodes: number;
  /** Int32: turns of the team (team.ts); and the step's numbers, float64, 64 bytes on. */
  control: number;
}

/** Lays out a memory. Throws RangeError where the machine cannot give it. */
export function makeWorkspace(size: Size): Workspace {
  const { rows, heldOut, features, members, maxLeaves, slots } = size;
  let at = KERNEL_BYTES;
  const room = (bytes: number): number => {
    const start = at;
    at = (at + bytes + 63) & ~63;
    if (at < 0) throw new RangeError('the data is larger than the 2 GB that a fit can take');
    return start;
  };
  const places = {
    control: room(256),
    missingBins: room(features),
    edges: room(features * EDGES * 4),
    edgeCounts: room(features * 4),
    column: room(members * (rows + heldOut) * 4),
    label: room(rows),
    weight: room(rows * 8),
    margin: room(rows * 8),
    heldOutMargin: room(heldOut * 8),
    gh: room(rows * 16),
    order: room(rows * 4),
    spare: room(rows * 4),
    columns: room(features * 4),
    directions: room(features),
    tasks: room(maxLeaves * TASK * 8),
    found: room(members * maxLeaves * 2 * FOUND * 8),
    nodes: room(2 * maxLeaves * NODE_BYTES),
    slots: room(slots * features * FEATURE_BYTES),
    bins: room(rows * features),
    heldOutBins: room(heldOut * features),
    columnBins: room(rows * features),
  };
  const pages = Math.ceil((at + 64) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  return { ...places, memory, size };
}

/** Typed arrays over a workspace, and the kernel: what a thread works with. */
export interface Desk {
  space: Workspace;
  kernel: Kernel;
  control: Int32Array;
  /** Four numbers of the step. */
  args: Float64Array;
  label: Uint8Array;
  weight: Float64Array;
  margin: Float64Array;
  heldOutMargin: Float64Array;
  gh: Float64Array;
  order: Uint32Array;
  columns: Uint32Array;
  missingBins: Uint8Array;
  directions: Int8Array;
  edges: Float32Array;
  edgeCounts: Int32Array;
  tasks: Float64Array;
  found: Float64Array;
}

export function openDesk(space: Workspace): Desk {
  const { buffer } = space.memory;
  const { rows, heldOut, features, members, maxLeaves } = space.size;
  return {
    space,
    kernel: loadKernel(space.memory),
    control: new Int32Array(buffer, space.control, 4),
    args: new Float64Array(buffer, space.control + 64, 4),
    label: new Uint8Array(buffer, space.label, rows),
    weight: new Float64Array(buffer, space.weight, rows),
    margin: new Float64Array(buffer, space.margin, rows),
    heldOutMargin: new Float64Array(buffer, space.heldOutMargin, heldOut),
    gh: new Float64Array(buffer, space.gh, 2 * rows),
    order: new Uint32Array(buffer, space.order, rows),
    columns: new Uint32Array(buffer, space.columns, features),
    missingBins: new Uint8Array(buffer, space.missingBins, features),
    directions: new Int8Array(buffer, space.directions, features),
    edges: new Float32Array(buffer, space.edges, features * EDGES),
    edgeCounts: new Int32Array(buffer, space.edgeCounts, features),
    tasks: new Float64Array(buffer, space.tasks, maxLeaves * TASK),
    found: new Float64Array(buffer, space.found, members * maxLeaves * 2 * FOUND),
  };
}
