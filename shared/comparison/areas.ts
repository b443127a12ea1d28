/**
 * Counts at the threshold, ROC AUC and PR AUC of resampled cars without sorting them again: the order is made once, and a
 * resample only says how often each car counts. The order is kept as runs: for each probability that a failing car has,
 * the passing cars above it (and below the one before), then its failing and its passing cars; and one run without
 * failing cars that ends where the threshold lies. O(cars) a resample.
 */
export interface Runs {
  /** Cars run by run; the passing cars below the last failing one are at the end. */
  cars: Uint32Array;
  /** Three ends a run: of the passing cars above, of its failing cars, of its passing ones. */
  ends: Uint32Array;
  /** The first of the three of the run after which no car reaches the threshold. */
  threshold: number;
}

/** `order`: cars from the highest probability to the lowest. */
export function runsOf(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  order: Uint32Array,
  threshold: number,
): Runs {
  const cars = new Uint32Array(order.length);
  const ends: number[] = [];
  let [place, reached] = [0, -1];
  for (let begin = 0; begin < order.length;) {
    const value = probability[order[begin]!]!;
    let end = begin;
    while (end < order.length && probability[order[end]!] === value) end++;
    if (reached < 0 && value < threshold) reached = ends.push(place, place, place) - 3;
    const tied = order.subarray(begin, end);
    const above = place;
    for (const car of tied) if (label[car]) cars[place++] = car;
    const failing = place;
    for (const car of tied) if (!label[car]) cars[place++] = car;
    if (failing > above) ends.push(above, failing, place);
    begin = end;
  }
  if (reached < 0) reached = ends.push(place, place, place) - 3;
  return { cars, ends: Uint32Array.from(ends), threshold: reached };
}

export interface Areas {
  tp: number;
  fp: number;
  failures: number;
  /** As `rocAuc` and `prAuc` of shared/metrics say of the resampled cars; NaN where one of the two classes is absent. */
  rocAuc: number;
  prAuc: number;
}

export function areasOf({ cars, ends, threshold }: Runs, times: Uint8Array): Areas {
  let [failing, passing, pairs, precision, tp, fp, i] = [0, 0, 0, 0, 0, 0, 0];
  for (let run = 0; run < ends.length; run += 3) {
    const [above, last, tied] = [ends[run]!, ends[run + 1]!, ends[run + 2]!];
    let passed = 0;
    for (; i < above; i++) passed += times[cars[i]!]!;
    pairs += passed * failing;
    passing += passed;
    let failed = 0;
    for (; i < last; i++) failed += times[cars[i]!]!;
    passed = 0;
    for (; i < tied; i++) passed += times[cars[i]!]!;
    pairs += passed * (failing + failed / 2);
    failing += failed;
    passing += passed;
    if (failed > 0) precision += (failed * failing) / (failing + passing);
    if (run === threshold) [tp, fp] = [failing, passing];
  }
  let passed = 0;
  for (; i < cars.length; i++) passed += times[cars[i]!]!;
  pairs += passed * failing;
  passing += passed;
  const some = failing > 0 && passing > 0;
  return {
    tp,
    fp,
    failures: failing,
    rocAuc: some ? pairs / (failing * passing) : NaN,
    prAuc: failing > 0 ? precision / failing : NaN,
  };
}
