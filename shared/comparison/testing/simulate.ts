/** Normal numbers (Marsaglia's polar method, two at a time). */
function normals(random: () => number): () => number {
  let kept: number | null = null;
  return () => {
    if (kept !== null) {
      const second = kept;
      kept = null;
      return second;
    }
    for (;;) {
      const [x, y] = [2 * random() - 1, 2 * random() - 1];
      const square = x * x + y * y;
      if (square === 0 || square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      kept = y * scale;
      return x * scale;
    }
  };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** About 6.5% of the cars fail, as in the plant; what there is to know moves a car's log-odds by 1.2 at one deviation. */
const INTERCEPT = -3.15;
const SLOPE = 1.2;

export interface Plant {
  label: Uint8Array;
  /** What there is to know of each car. */
  risk: Float64Array;
}

export function someCars(cars: number, random: () => number): Plant {
  const normal = normals(random);
  const risk = Float64Array.from({ length: cars }, normal);
  return { risk, label: Uint8Array.from(risk, (x) => (random() < sigmoid(INTERCEPT + SLOPE * x) ? 1 : 0)) };
}

/** What a model says that sees the risk through noise of its own, of `noise` deviations. */
export function modelOf({ risk }: Plant, noise: number, random: () => number): Float32Array {
  const normal = normals(random);
  const seen = 1 / (1 + noise * noise);
  return Float32Array.from(risk, (x) => sigmoid(INTERCEPT + SLOPE * seen * (x + noise * normal())));
}

/**
 * Isotonic calibration by cars of their own, as trainers from elsewhere do it (pool adjacent violators): the
 * probabilities become few, with many cars on each.
 */
export function isotonic(probability: Float32Array, learned: Float32Array, label: Uint8Array): Float32Array {
  const order = [...learned.keys()].sort((a, b) => learned[a]! - learned[b]!);
  const pools: { from: number; failures: number; cars: number }[] = [];
  for (const car of order) {
    pools.push({ from: learned[car]!, failures: label[car]!, cars: 1 });
    while (pools.length > 1) {
      const [below, last] = [pools.at(-2)!, pools.at(-1)!];
      if (below.failures * last.cars < last.failures * below.cars) break;
      pools.splice(-2, 2, {
        from: below.from,
        failures: below.failures + last.failures,
        cars: below.cars + last.cars,
      });
    }
  }
  return probability.map((p) => {
    const pool = pools.findLast(({ from }) => from <= p) ?? pools[0]!;
    return pool.failures / pool.cars;
  });
}
