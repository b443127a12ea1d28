/**
 * Numbers of 32 bits from a seed (mulberry32), in a form that a hot loop can hold in registers: `next` of the state, then
 * `bits` of the new state. The same on every machine.
 */
export const next = (state: number): number => (state + 0x6d2b79f5) | 0;

export function bits(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return (t ^ (t >>> 14)) >>> 0;
}

/** 2^-32: `bits * UNIT` is in [0, 1). */
export const UNIT = 1 / 4294967296;

/** Uniform numbers in [0, 1) from a seed of 32 bits. */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = next(state);
    return bits(state) * UNIT;
  };
}

/** The numbers 0 to n-1 in a random order (Fisher and Yates). */
export function shuffled(n: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let state = seed | 0;
  for (let i = n - 1; i > 0; i--) {
    state = next(state);
    const j = Math.floor(bits(state) * UNIT * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
