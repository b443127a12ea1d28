import { expect, test } from 'vitest';
import { naiveBestGain } from '../testing/naive.ts';
import { fillHistogram, randomDesk } from '../testing/random-desk.ts';
import type { Desk } from '../team/workspace.ts';
import type { LeafRules } from './leaf.ts';
import { bestSplit } from './split.ts';

function search(desk: Desk, rows: readonly number[], rules: LeafRules, [from, to] = [0, 5], member = 0) {
  const { space, kernel } = desk;
  kernel.setRules(rules.l1, rules.l2, rules.minChildWeight, rules.minGain, 0);
  fillHistogram(desk, 0, rows);
  const sum = (offset: number) => rows.reduce((total, row) => total + desk.gh[2 * row + offset]!, 0);
  const answer = space.found + member * space.size.maxLeaves * 2 * 5 * 8;
  kernel.findSplit(space.slots, space.missingBins, 0, from, to, sum(0), sum(1), -Infinity, Infinity, answer);
  return { split: bestSplit(desk, 0, 0), hessian: sum(1) };
}

test('the best split has the gain that trying every split on the rows finds', async () => {
  let splits = 0;
  for (let seed = 1; seed <= 80; seed++) {
    const { desk, random } = await randomDesk(seed, seed % 7 === 0 ? 12 : 200);
    const rows = Array.from({ length: desk.space.size.rows }, (_, r) => r).filter(() => random() < 0.7);
    const rules = {
      l1: seed % 3 === 0 ? 0.5 : 0,
      l2: seed % 2,
      minChildWeight: seed % 5,
      minGain: seed % 4 === 0 ? 0.5 : 0,
    };
    const { split, hessian } = search(desk, rows, rules);
    const oracle = naiveBestGain(desk, rows, rules);
    expect(split === null, `seed ${seed}`).toBe(oracle === null);
    if (!split || !oracle) continue;
    splits++;
    expect(split.gain).toBeCloseTo(oracle.gain, 9);
    expect(split.leftHessian).toBeGreaterThanOrEqual(rules.minChildWeight);
    expect(hessian - split.leftHessian).toBeGreaterThanOrEqual(rules.minChildWeight);
  }
  expect(splits).toBeGreaterThan(40);
});

test('two members that share the features find what one finds, ties too', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { desk, columns } = await randomDesk(seed, 200, 5, 2);
    // The last feature is the one before it again: of equal gains the first counts.
    const { bins } = desk.space;
    const all = new Uint8Array(desk.space.memory.buffer, bins, 1000);
    for (let r = 0; r < 200; r++) all[r * 5 + 4] = all[r * 5 + 3]!;
    desk.missingBins[4] = desk.missingBins[3]!;
    const rows = [...columns[0]!.keys()];
    const rules = { l1: 0, l2: 1, minChildWeight: 1, minGain: 0 };
    const nothing = { l1: 0, l2: 1, minChildWeight: 1e9, minGain: 0 };
    search(desk, rows, nothing, [0, 5], 1);
    const alone = search(desk, rows, rules).split;
    search(desk, rows, rules, [4, 5], 1);
    const together = search(desk, rows, rules, [0, 4], 0).split;
    expect(together).toEqual(alone);
    expect(together?.feature).not.toBe(4);
  }
});
