import { expect, test } from 'vitest';
import { randomDesk } from '../testing/random-desk.ts';
import { gridBits, sigmoid } from './log-loss.ts';

test('gradient and hessian are those of the log-loss, on a grid, and never without weight', async () => {
  const { team, desk } = await randomDesk(1);
  desk.margin.set([-800, 800, -40, 40, 0], 0);
  desk.weight.fill(1);
  desk.weight[7] = 3;
  for (const [weighted, bits] of [
    [0, 32],
    [1, 20],
  ] as const) {
    team.run('gradients', weighted, bits);
    const step = 2 ** -bits;
    for (let r = 0; r < 200; r++) {
      const p = sigmoid(desk.margin[r]!);
      const w = weighted ? desk.weight[r]! : 1;
      const [g, h] = [desk.gh[2 * r]!, desk.gh[2 * r + 1]!];
      expect(Math.abs(g - (p - desk.label[r]!) * w)).toBeLessThanOrEqual(step);
      expect(Math.abs(h - Math.max(step, p * (1 - p) * w))).toBeLessThanOrEqual(step);
      expect(Number.isInteger(g / step) && Number.isInteger(h / step)).toBe(true);
      expect(h).toBeGreaterThan(0);
    }
  }
});

test('the grid is so coarse that the sum of all rows has no rounding', () => {
  expect(gridBits(1_000_000)).toBe(32);
  for (const total of [10, 1e6, 3e7, 1e12]) expect(total * 2 ** gridBits(total)).toBeLessThan(2 ** 53);
});
