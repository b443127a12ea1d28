import type { Forest } from './forest.ts';

/** The value of a feature; null or undefined where nothing is known. */
export type CellOf = (feature: string) => number | string | null | undefined;

/**
 * Makes rows as the trees read them, and as the ONNX graph does: float32, a category its number, NaN for what is
 * missing and for a category that the model does not know. One entry a feature, in the forest's order.
 */
export function rowEncoder({ features }: Pick<Forest, 'features'>): (cell: CellOf) => Float32Array {
  const codes = features.map((feature) =>
    feature.kind === 'category' ? new Map(feature.categories.map((name, code) => [name, code])) : null,
  );
  return (cell) => {
    const row = new Float32Array(features.length);
    features.forEach(({ name }, f) => {
      const value = cell(name);
      const known = codes[f];
      row[f] = known ? (known.get(String(value ?? '')) ?? NaN) : Number(value ?? NaN);
    });
    return row;
  };
}
