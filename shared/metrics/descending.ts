const PLACES = 2 ** 21;

/**
 * Indices from the highest value to the lowest; those of one value in the order of `among` (default: ascending).
 * Of float32 values that are 0 or more, as models answer, the bits ascend as the values do: value and place are sorted as
 * one number each, without a function that compares, in a fifth of the time. O(n log n).
 */
export function descending(values: ArrayLike<number>, among?: Uint32Array): Uint32Array {
  const order = among ? Uint32Array.from(among) : Uint32Array.from({ length: values.length }, (_, i) => i);
  if (!(values instanceof Float32Array) || order.length > PLACES || !values.every((value) => value >= 0)) {
    // Sorts are stable: what is equal stays as it came.
    return order.sort((a, b) => values[b]! - values[a]!);
  }
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const keys = new Float64Array(order.length);
  for (let place = 0; place < keys.length; place++) {
    keys[place] = (0xffff_ffff - bits[order[place]!]!) * PLACES + place;
  }
  keys.sort();
  const came = Uint32Array.from(order);
  for (let place = 0; place < keys.length; place++) order[place] = came[keys[place]! % PLACES]!;
  return order;
}
