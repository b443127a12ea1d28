/**
 * Gradient and hessian of the log-loss of the rows `from` to `to - 1`, side by side, each rounded to a multiple of
 * 1 / `scale` (`gridBits` in log-loss.ts says why). A row's weight multiplies both; `weight` is 0 where all count once.
 */
export function gradients(
  margin: usize,
  label: usize,
  weight: usize,
  out: usize,
  from: u32,
  to: u32,
  scale: f64,
): void {
  const step = 1 / scale;
  for (let r: usize = from; r < <usize>to; r++) {
    const p = 1 / (1 + Math.exp(-load<f64>(margin + (r << 3))));
    const w = weight == 0 ? scale : scale * load<f64>(weight + (r << 3));
    const at = out + (r << 4);
    store<f64>(at, nearest((p - <f64>load<u8>(label + r)) * w) * step);
    store<f64>(at, max(nearest(p * (1 - p) * w) * step, step), 8);
  }
}
