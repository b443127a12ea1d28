/** Bytes of a node: feature or -1, bin, whether missing ones go left, left child, right child (int32, 4 free), value. */
export const NODE_BYTES: usize = 32;

/**
 * Adds a tree's answer to the margin of the rows `from` to `to - 1` of a bin matrix: the same as by thresholds, because
 * `x <= edges[b]` exactly where x's bin is at most b. O(rows × depth).
 */
export function addTree(
  bins: usize,
  stride: usize,
  from: u32,
  to: u32,
  nodes: usize,
  missingBins: usize,
  margin: usize,
): void {
  for (let r = from; r < to; r++) {
    const row = bins + <usize>r * stride;
    let node = nodes;
    let feature = load<i32>(node);
    while (feature >= 0) {
      const b = <i32>load<u8>(row + feature);
      const left =
        b == <i32>load<u8>(missingBins + feature) ? load<i32>(node, 8) != 0 : b <= load<i32>(node, 4);
      node = nodes + <usize>(left ? load<i32>(node, 12) : load<i32>(node, 16)) * NODE_BYTES;
      feature = load<i32>(node);
    }
    const at = margin + ((<usize>r) << 3);
    store<f64>(at, load<f64>(at) + load<f64>(node, 24));
  }
}
