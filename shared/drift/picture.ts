import type { Picture } from '../contracts/monitor.ts';
import type { Bins, Values } from './bins.ts';

/** An alarm's picture: the shares of cars in each bin, in the reference and now. Bins of neither are left out. */
export function pictureOf(
  bins: Bins,
  reference: { counts: ArrayLike<number>; values: Values },
  window: { counts: ArrayLike<number>; values: Values },
): Picture {
  const all = reference.values.values.length;
  const cars = window.values.values.length;
  const pictured: Picture['bins'] = [];
  for (let bin = 0; bin < bins.count; bin++) {
    const shares = { reference: reference.counts[bin]! / all, now: window.counts[bin]! / cars };
    if (shares.reference === 0 && shares.now === 0) continue;
    pictured.push({ ...labelOf(bins, bin), ...shares });
  }
  return {
    kind: bins.kind,
    mean: bins.kind === 'number' ? { reference: meanOf(reference.values), now: meanOf(window.values) } : null,
    bins: pictured,
  };
}

function labelOf({ kind, edges, categories, count }: Bins, bin: number) {
  if (bin === count - 1) return { missing: true as const };
  if (kind === 'number') return { from: edges[bin - 1] ?? null, to: edges[bin] ?? null };
  const category = categories[bin];
  return category === undefined ? { other: true as const } : { category };
}

function meanOf({ values }: Values): number {
  let [sum, known] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const x = Number(values[i]);
    if (Number.isNaN(x)) continue;
    sum += x;
    known++;
  }
  return known === 0 ? 0 : sum / known;
}
