/**
 * Bytes of a feature in a histogram: 256 bins of a gradient and a hessian sum (two float64), and 64 bytes of air: at
 * exactly a page the same bin of all features falls on one cache set (3.8 against 2.1 ns an update in JavaScript).
 */
export const FEATURE_BYTES: usize = 4160;

/**
 * Sets the histogram of the features `from` to `to - 1` to the sums over the rows `rows[begin..end)`. `gh` holds gradient
 * and hessian of each row side by side: one SIMD addition a row and feature. The learner's hot loop: 0.95 ns an update
 * against 2.0 in JavaScript. Eight bins a load, blocks of features that fit the first cache, and pairs packed into one
 * 64-bit integer were tried: 0.9 to 1.0, 0.9 to 1.9 and 1.0 to 1.4 ns, for more code.
 */
export function buildHistogram(
  bins: usize,
  stride: usize,
  gh: usize,
  rows: usize,
  begin: u32,
  end: u32,
  from: u32,
  to: u32,
  out: usize,
): void {
  const start = out + <usize>from * FEATURE_BYTES;
  memory.fill(start, 0, <usize>(to - from) * FEATURE_BYTES);
  const width: usize = to - from;
  const first = bins + <usize>from;
  for (let i = begin; i < end; i++) {
    const row: usize = load<u32>(rows + ((<usize>i) << 2));
    const pair = v128.load(gh + (row << 4));
    let at = first + row * stride;
    const last = at + width;
    let room = start;
    while (at < last) {
      const k = room + ((<usize>load<u8>(at)) << 4);
      v128.store(k, f64x2.add(v128.load(k), pair));
      at++;
      room += FEATURE_BYTES;
    }
  }
}

/** The same for the features listed in `columns[from..to)`; those of the others stay as they are. */
export function buildHistogramOf(
  columns: usize,
  bins: usize,
  stride: usize,
  gh: usize,
  rows: usize,
  begin: u32,
  end: u32,
  from: u32,
  to: u32,
  out: usize,
): void {
  for (let c = from; c < to; c++) {
    const feature = load<u32>(columns + ((<usize>c) << 2));
    memory.fill(out + <usize>feature * FEATURE_BYTES, 0, FEATURE_BYTES);
  }
  for (let i = begin; i < end; i++) {
    const row: usize = load<u32>(rows + ((<usize>i) << 2));
    const pair = v128.load(gh + (row << 4));
    const first = bins + row * stride;
    for (let c = from; c < to; c++) {
      const feature: usize = load<u32>(columns + ((<usize>c) << 2));
      const k = out + feature * FEATURE_BYTES + ((<usize>load<u8>(first + feature)) << 4);
      v128.store(k, f64x2.add(v128.load(k), pair));
    }
  }
}

/** parent - child, into parent, of one feature: the sibling's. Exact, because sums are (objective/log-loss.ts). */
export function subtractHistogram(parent: usize, child: usize, feature: u32): void {
  let p = parent + <usize>feature * FEATURE_BYTES;
  let c = child + <usize>feature * FEATURE_BYTES;
  for (const end = p + 4096; p < end; p += 16, c += 16) {
    v128.store(p, f64x2.sub(v128.load(p), v128.load(c)));
  }
}
