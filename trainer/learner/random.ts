/** As the rest of the product, so that the learner's numbers are the same on every machine. */
export { seededRandom } from '../../shared/random.ts';

/** `count` of the numbers 0 to n-1, ascending, each subset equally likely (selection sampling, Knuth 3.4.2 S). O(n). */
export function sampleIndices(n: number, count: number, random: () => number): Int32Array {
  const chosen = new Int32Array(count);
  let taken = 0;
  for (let i = 0; taken < count; i++) {
    if ((n - i) * random() < count - taken) chosen[taken++] = i;
  }
  return chosen;
}
