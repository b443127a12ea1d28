import type { Column } from '../data.ts';

/** How a column becomes numbers with mean 0 and deviation 1 over the learned rows. */
type Piece =
  | { name: string; kind: 'number'; mean: number; scale: number }
  | { name: string; kind: 'missing'; mean: number; scale: number }
  | { name: string; kind: 'category'; category: string; mean: number; scale: number };

export interface Design {
  pieces: readonly Piece[];
}

/** A broken sensor's value counts as one six deviations out. */
const FARTHEST = 6;
/** A category in fewer rows is left out, as the trees do: such a car has none of them. */
const LEAST_ROWS = 20;

/**
 * What a linear model reads: numbers standardised, missing ones the mean with an indicator beside it (where some are
 * missing and some not), categories one-hot. Infinities count as missing. A column that does not vary is left out.
 */
export function designOf(features: readonly Column[]): Design {
  const pieces: Piece[] = [];
  const indicator = (rows: number, of: number) => ({
    mean: rows / of,
    scale: Math.sqrt((rows / of) * (1 - rows / of)),
  });
  for (const { name, kind, values } of features) {
    if (kind === 'category') {
      const counts = new Map<string, number>();
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
      for (const [category, rows] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
        if (rows >= LEAST_ROWS && rows < values.length)
          pieces.push({ name, kind, category, ...indicator(rows, values.length) });
      continue;
    }
    let [known, sum, squares] = [0, 0, 0];
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      known++;
      sum += value;
    }
    const mean = known === 0 ? 0 : sum / known;
    for (const value of values) if (Number.isFinite(value)) squares += (value - mean) ** 2;
    const scale = known === 0 ? 0 : Math.sqrt(squares / known);
    if (scale > 0) pieces.push({ name, kind, mean, scale });
    const missing = values.length - known;
    if (missing > 0 && known > 0)
      pieces.push({ name, kind: 'missing', ...indicator(missing, values.length) });
  }
  return { pieces };
}

/** The rows as the design reads them: row-major, a float32 a piece. Features are found by name. O(rows × pieces). */
export function layOut({ pieces }: Design, features: readonly Column[], rows: number): Float32Array {
  const width = pieces.length;
  const laid = new Float32Array(rows * width);
  const byName = new Map(features.map((column) => [column.name, column]));
  pieces.forEach((piece, p) => {
    const values = byName.get(piece.name)!.values;
    for (let r = 0; r < rows; r++) {
      const value = values[r]!;
      const known = typeof value === 'number' && Number.isFinite(value);
      const number =
        piece.kind === 'category'
          ? Number(value === piece.category)
          : piece.kind === 'missing'
            ? Number(!known)
            : known
              ? value
              : piece.mean;
      laid[r * width + p] = Math.max(-FARTHEST, Math.min(FARTHEST, (number - piece.mean) / piece.scale));
    }
  });
  return laid;
}
