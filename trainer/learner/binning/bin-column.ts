import { type Desk, EDGES } from '../team/workspace.ts';
import { findEdges } from './edges.ts';

/**
 * Puts one encoded column, which lies in a member's room, into bins: finds its edges among the rows to learn from, and
 * writes the bins of these and of the held-out rows. NaN takes the bin after the last one. O(rows × log bins).
 */
export function binColumn(desk: Desk, feature: number, member: number, maxBins: number): void {
  const { space, kernel, missingBins, edgeCounts } = desk;
  const { rows, heldOut, features } = space.size;
  const { buffer } = space.memory;
  const start = space.column + member * (rows + heldOut) * 4;
  const column = new Float32Array(buffer, start, rows);
  const edges = findEdges(column, maxBins);
  desk.edges.set(edges, feature * EDGES);
  edgeCounts[feature] = edges.length;
  missingBins[feature] = edges.length + 1;
  const filled = space.edges + feature * EDGES * 4;
  const own = space.columnBins + feature * rows;
  kernel.fillColumn(start, rows, filled, edges.length, space.bins + feature, features, own);
  kernel.fillColumn(
    start + rows * 4,
    heldOut,
    filled,
    edges.length,
    space.heldOutBins + feature,
    features,
    0,
  );
}
