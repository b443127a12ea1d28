import { type Desk, FOUND } from '../team/workspace.ts';

/** Rows whose bin of `feature` is at most `bin` go left, and the missing ones where `missingLeft` says. */
export interface Split {
  feature: number;
  bin: number;
  missingLeft: boolean;
  gain: number;
  leftGradient: number;
  leftHessian: number;
}

/**
 * The best of the splits that the members found for a node (`which` 0) or its sibling (1) of a task; null where none is
 * allowed. Members look at features in ascending order, so of equal gains the lowest feature wins, however many they are.
 */
export function bestSplit({ space, found }: Desk, task: number, which: number): Split | null {
  const { members, maxLeaves } = space.size;
  const whole = new Int32Array(found.buffer, found.byteOffset, found.length * 2);
  let best = -1;
  for (let member = 0; member < members; member++) {
    const at = ((member * maxLeaves + task) * 2 + which) * FOUND;
    if (whole[2 * at + 6]! >= 0 && (best < 0 || found[at]! > found[best]!)) best = at;
  }
  if (best < 0) return null;
  return {
    gain: found[best]!,
    leftGradient: found[best + 1]!,
    leftHessian: found[best + 2]!,
    feature: whole[2 * best + 6]!,
    bin: whole[2 * best + 7]!,
    missingLeft: whole[2 * best + 8] === 1,
  };
}
