/**
 * Time of one fit: 60,000 rows × 60 features with 3% missing and about 5% positive, 300 trees of depth 6, one thread.
 * `node trainer/learner/bench.ts [rows] [features] [trees]`
 */
import { rocAuc } from '../../shared/metrics/ranking.ts';
import { fit, predict } from './index.ts';
import { syntheticDataset } from './testing/synthetic.ts';

const [rows = 60_000, features = 60, trees = 300] = process.argv.slice(2).map(Number);
const train = syntheticDataset({ rows, features, seed: 1 });
const test = syntheticDataset({ rows: 20_000, features, seed: 2 });
const start = performance.now();
const model = await fit({ ...train, parameters: { iterations: trees } });
const seconds = (performance.now() - start) / 1000;
const predictStart = performance.now();
const probability = predict(model, test.features);
const predictMs = performance.now() - predictStart;
console.log(
  `${rows} rows × ${features} features, ${model.trees.length} trees: fit ${seconds.toFixed(2)} s, ` +
    `predict 20,000 rows ${predictMs.toFixed(0)} ms, ROC AUC on unseen rows ${rocAuc(probability, test.label)?.toFixed(4)}, ` +
    `peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);
