/**
 * Moves the rows of `rows[begin..end)` that go left by their bins in a column to the front, both parts in their old order (so memory is read
 * ascending later on), and returns where the right part begins. `spare` is as long as `rows`; only `spare[begin..end)` is
 * written, so that several threads can part different nodes. O(end - begin).
 */
export function partitionRows(
  column: usize,
  rows: usize,
  spare: usize,
  begin: u32,
  end: u32,
  bin: u32,
  missingBin: u32,
  missingLeft: bool,
): u32 {
  let left = rows + ((<usize>begin) << 2);
  const firstSpare = spare + ((<usize>begin) << 2);
  let right = firstSpare;
  for (let at = left, last = rows + ((<usize>end) << 2); at < last; at += 4) {
    const row = load<u32>(at);
    const b = <u32>load<u8>(column + row);
    const goesLeft = <usize>(b == missingBin ? missingLeft : b <= bin);
    // Written to both sides, kept on one: no branch to guess wrong.
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  memory.copy(left, firstSpare, right - firstSpare);
  return <u32>((left - rows) >> 2);
}
