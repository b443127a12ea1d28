import { setImmediate } from 'node:timers/promises';
import type { Dependence, ModelMetadata } from '../../../shared/contracts/models.ts';
import { TreeExplainer } from '../../../shared/trees/explain.ts';
import { ForestError } from '../../../shared/trees/forest.ts';
import { readForest } from '../../../shared/trees/read-forest.ts';
import { writeForest } from '../../../shared/trees/write-forest.ts';
import { countRows, type Column } from '../data.ts';
import { encodeColumns } from '../encode.ts';
import type { Model } from '../model.ts';
import { dependenceOf } from './dependence.ts';
import { toForest } from './to-forest.ts';

/** Cars that are explained at most: the standard error of a mean over 2,000 is a 45th of the spread. */
export const MOST_CARS = 2000;

/** Cars between two turns of the event loop. */
const TURN = 50;

export interface Explained {
  /** The tree file (shared/trees/write-forest.ts). */
  file: Uint8Array<ArrayBuffer>;
  /** The model's gains, and beside them the mean size of each feature's contribution over the cars, highest first. */
  importance: ModelMetadata['importance'];
  /** A curve for each feature that contributes, in the order of importance. */
  dependence: Dependence[];
}

/**
 * Why a model answers what it answers: its trees for `predict`, and what its features contribute to the log-odds of `cars`
 * (later ones than it learned from), evenly spaced ones when there are more than MOST_CARS. Deterministic. Time O(cars ×
 * nodes × depth). Null when its trees are too many or too deep to be explained in time: the model works without.
 */
export async function explainModel(model: Model, cars: readonly Column[]): Promise<Explained | null> {
  try {
    const file = writeForest(toForest(model));
    // As it will be read: what the file cannot hold is seen here.
    const explainer = new TreeExplainer(readForest(file));
    return { file, ...(await measure(model, explainer, cars)) };
  } catch (error) {
    if (error instanceof ForestError) return null;
    throw error;
  }
}

async function measure(
  model: Model,
  explainer: TreeExplainer,
  cars: readonly Column[],
): Promise<Pick<Explained, 'importance' | 'dependence'>> {
  const rows = countRows(cars);
  const count = Math.min(rows, MOST_CARS);
  const chosen = Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
  const columns = encodeColumns(model.features, cars).map((column) =>
    Float32Array.from(chosen, (r) => column[r]!),
  );
  const contributions = columns.map(() => new Float64Array(count));
  for (let car = 0; car < count; car++) {
    if (car % TURN === 0) await setImmediate();
    const own = explainer.contributions(Float32Array.from(columns, (column) => column[car]!));
    own.forEach((value, f) => (contributions[f]![car] = value));
  }
  const gain = new Map(model.importance.map(({ feature, gain }) => [feature, gain]));
  const measured = model.features.map((feature, f) => ({
    feature,
    values: columns[f]!,
    contributions: contributions[f]!,
    size: contributions[f]!.reduce((sum, value) => sum + Math.abs(value) / count, 0),
  }));
  measured.sort((a, b) => b.size - a.size || (a.feature.name < b.feature.name ? -1 : 1));
  return {
    importance: measured.map(({ feature, size }) => ({
      feature: feature.name,
      gain: gain.get(feature.name) ?? 0,
      contribution: size,
    })),
    dependence: measured
      .filter(({ size }) => size > 0)
      .map((each) => dependenceOf(each.feature, each.values, each.contributions)),
  };
}
