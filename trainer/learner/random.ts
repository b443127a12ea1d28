/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32): the same on every machine. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `count` of the numbers 0 to n-1, ascending, each subset equally likely (selection sampling, Knuth 3.4.2 S). O(n). */
export function sampleIndices(n: number, count: number, random: () => number): Int32Array {
  const chosen = new Int32Array(count);
  let taken = 0;
  for (let i = 0; taken < count; i++) {
    if ((n - i) * random() < count - taken) chosen[taken++] = i;
  }
  return chosen;
}
