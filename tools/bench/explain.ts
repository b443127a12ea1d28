import { TreeExplainer } from '../../shared/trees/explain.ts';
import { readForest } from '../../shared/trees/read-forest.ts';
import { gapOf } from '../../shared/trees/testing/naive-shapley.ts';
import { seededRandom } from '../../shared/random.ts';
import { randomCell, randomForest } from '../../shared/trees/testing/random-forest.ts';
import { writeForest } from '../../shared/trees/write-forest.ts';

export interface ExplainMeasured {
  trees: number;
  depth: number;
  features: number;
  /** Bytes of the tree file. */
  bytes: number;
  /** Milliseconds to read the file and to make it ready, once a model. */
  load: number;
  /** Milliseconds a car. */
  p50: number;
  p99: number;
  /** Largest difference of expected value and contributions from the log-odds. */
  gap: number;
}

/**
 * Time of a car's exact contributions (shared/trees) for 300 complete trees of depth 6 over 60 features: no stack is needed.
 * `node tools/bench/explain.ts`, and the first line of `npm run bench:predict`.
 */
export function measureExplain(cars = 2000): ExplainMeasured {
  const shape = { trees: 300, depth: 6, features: 60 };
  const file = writeForest(randomForest({ ...shape, seed: 1, early: 0 }));
  const started = performance.now();
  const forest = readForest(file);
  const explainer = new TreeExplainer(forest);
  const load = performance.now() - started;
  const random = seededRandom(2);
  const times: number[] = [];
  let gap = 0;
  for (let car = 0; car < cars; car++) {
    const cells = new Map(forest.features.map((feature) => [feature.name, randomCell(random, feature)]));
    const before = performance.now();
    const row = explainer.encode((name) => cells.get(name));
    const contributions = explainer.contributions(row);
    times.push(performance.now() - before);
    gap = Math.max(gap, gapOf(forest, row, explainer.expected, contributions));
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]!;
  return { ...shape, bytes: file.length, load, p50: at(0.5), p99: at(0.99), gap };
}

export function sayExplain({ trees, depth, bytes, load, p50, p99, gap }: ExplainMeasured): string {
  return (
    `reasons of a car, ${trees} trees of depth ${depth}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; ` +
    `tree file ${(bytes / 1000).toFixed(0)} kB, ready in ${load.toFixed(0)} ms; largest gap ${gap.toExponential(0)}`
  );
}

if (import.meta.main) console.log(sayExplain(measureExplain()));
