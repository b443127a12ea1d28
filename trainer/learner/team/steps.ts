import { binColumn } from '../binning/bin-column.ts';
import { type Desk, FEATURE_BYTES, FOUND, TASK } from './workspace.ts';

/**
 * The steps of a fit that are shared out. Each has up to four numbers that say what of it is wanted. The work of
 * member m is the same wherever it is done, and sums are exact, so the model does not depend on how many members there are.
 */
export const STEPS = ['end', 'bin', 'rules', 'gradients', 'grow', 'part', 'addLeaves', 'addTree'] as const;
export type Step = (typeof STEPS)[number];

/** Bounds of a member's share of `n` things. */
function shareOf(n: number, member: number, members: number): [from: number, to: number] {
  return [Math.floor((n * member) / members), Math.floor((n * (member + 1)) / members)];
}

/** Does a member's share of a step. */
export function perform(desk: Desk, step: Step, args: readonly number[], member: number): void {
  const { space, kernel } = desk;
  const { rows, heldOut, features, members } = space.size;
  const [a = 0, b = 0, c = 0, d = 0] = args;
  switch (step) {
    case 'bin': {
      // Features a to b - 1, one a member: their columns lie in the members' rooms.
      const feature = a + member;
      if (feature < b) binColumn(desk, feature, member, c);
      return;
    }
    case 'rules':
      // l1, l2, least weight of a side, least gain: each member's kernel keeps them.
      return kernel.setRules(a, b, c, d, desk.directions.some((d) => d !== 0) ? space.directions : 0);
    case 'gradients': {
      const [from, to] = shareOf(rows, member, members);
      const weight = a === 1 ? space.weight : 0;
      return kernel.gradients(space.margin, space.label, weight, space.gh, from, to, 2 ** b);
    }
    case 'grow': {
      // a nodes and their siblings; with b > 0, of the first b features in `columns`.
      const [from, to] = shareOf(b > 0 ? b : features, member, members);
      for (let task = 0; task < a; task++) grow(desk, task, from, to, b > 0, member);
      return;
    }
    case 'part': {
      for (let task = member; task < a; task += members) part(desk, task);
      return;
    }
    case 'addLeaves': {
      // a leaves: begin, end and value of each among the tasks.
      const [from, to] = shareOf(b, member, members);
      for (let task = 0; task < a; task++) {
        const [begin = 0, end = 0, value = 0] = desk.tasks.subarray(task * TASK, task * TASK + 3);
        const last = Math.min(end, to);
        for (let i = Math.max(begin, from); i < last; i++) desk.margin[desk.order[i]!]! += value;
      }
      return;
    }
    case 'addTree': {
      const [from, to] = shareOf(a === 1 ? heldOut : rows, member, members);
      const bins = a === 1 ? space.heldOutBins : space.bins;
      const margin = a === 1 ? space.heldOutMargin : space.margin;
      return kernel.addTree(bins, features, from, to, space.nodes, space.missingBins, margin);
    }
    case 'end':
  }
}

/**
 * The histogram of a node's rows, the one of its sibling as their parent's less that, and the best split of each among
 * some features.
 */
function grow(desk: Desk, task: number, from: number, to: number, some: boolean, member: number): void {
  const { space, kernel, tasks, columns } = desk;
  const { features, maxLeaves } = space.size;
  const at = task * TASK;
  const [begin = 0, end = 0, slot = 0, sibling = -1] = tasks.subarray(at, at + 4);
  const slotAt = (index: number) => space.slots + index * features * FEATURE_BYTES;
  const list = some ? space.columns : 0;
  const out = slotAt(slot);
  const { bins, gh, order } = space;
  if (some) kernel.buildHistogramOf(list, bins, features, gh, order, begin, end, from, to, out);
  else kernel.buildHistogram(bins, features, gh, order, begin, end, from, to, out);
  if (sibling >= 0) {
    for (let c = from; c < to; c++) kernel.subtractHistogram(slotAt(sibling), out, some ? columns[c]! : c);
  }
  for (let which = 0; which < (sibling >= 0 ? 2 : 1); which++) {
    if (which === 0 && tasks[at + TASK - 1] === 0) continue;
    const [g = 0, h = 0, low = 0, high = 0] = tasks.subarray(at + 4 + 4 * which, at + 8 + 4 * which);
    const answer = space.found + ((member * maxLeaves + task) * 2 + which) * FOUND * 8;
    const histogram = slotAt(which === 0 ? slot : sibling);
    kernel.findSplit(histogram, space.missingBins, list, from, to, g, h, low, high, answer);
  }
}

/** Parts the rows of a node; the task's first number becomes the place where the right part begins. */
function part({ space, kernel, tasks }: Desk, task: number): void {
  const at = task * TASK;
  const [begin = 0, end = 0, feature = 0, bin = 0, missingBin = 0, missingLeft = 0] = tasks.subarray(
    at,
    at + 6,
  );
  const { columnBins, order, spare, size } = space;
  const column = columnBins + feature * size.rows;
  tasks[at] = kernel.partitionRows(column, order, spare, begin, end, bin, missingBin, missingLeft);
}
