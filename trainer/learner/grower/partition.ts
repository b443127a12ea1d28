import type { BinMatrix } from '../binning/bin-matrix.ts';
import type { Split } from '../splitting/find-split.ts';

/**
 * Moves the rows of `rows[begin..end)` that go left to the front, both parts in their old order (so memory is read
 * ascending later on), and returns where the right part begins. `spare` is as long as `rows`. O(end - begin).
 */
export function partitionRows(
  matrix: BinMatrix,
  split: Split,
  rows: Int32Array,
  begin: number,
  end: number,
  spare: Int32Array,
): number {
  const { bins, features } = matrix;
  const { feature, bin, missingLeft } = split;
  const missingBin = matrix.missingBin[feature]!;
  let left = begin;
  let right = 0;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    const b = bins[row * features + feature]!;
    if (b === missingBin ? missingLeft : b <= bin) rows[left++] = row;
    else spare[right++] = row;
  }
  rows.set(spare.subarray(0, right), left);
  return left;
}
