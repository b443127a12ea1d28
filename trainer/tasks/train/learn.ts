import type { RunParameters } from '../../../shared/contracts/runs.ts';
import { evaluateBinary, naiveRule, type Metrics } from '../../../shared/metrics/evaluate.ts';
import { bestF1Threshold } from '../../../shared/metrics/ranking.ts';
import { fit, predict, type Model } from '../../learner/index.ts';
import type { Split } from './split.ts';
import { typicalValues } from './typical.ts';

/** What a run learned: the model, its threshold, and how good both are on the holdout. */
export interface Learned {
  model: Model;
  /** Highest F1 on the validation part; a plant's costs or capacity are not known here. */
  threshold: number;
  carsTrained: number;
  metrics: Metrics;
  /** The naive rule on the same holdout, with as many long tests as the model asks for. */
  baseline: Metrics;
  typical: Record<string, number | string | null>;
}

/** With fewer failing cars than this, interactions of three features are mostly noise (holdout AUC 0.62 against 0.64). */
const FAILURES_FOR_DEPTH = 500;

/**
 * Shallow trees, strong regularisation: a plant of some thousand cars has a few hundred failures. Deterministic: the
 * same split, parameters and seed give the same model.
 */
export async function learn(
  { train, validation, holdout }: Split,
  parameters: RunParameters,
  { onProgress, signal }: { onProgress?: (share: number) => void; signal?: AbortSignal } = {},
): Promise<Learned> {
  const failures = train.label.reduce((sum, y) => sum + y, 0);
  const model = await fit({
    ...train,
    validation,
    parameters: {
      iterations: parameters.trees ?? 400,
      learningRate: parameters.learningRate ?? 0.05,
      maxDepth: parameters.maxDepth ?? (failures < FAILURES_FOR_DEPTH ? 2 : 4),
      minChildWeight: 2,
      l2: 3,
      rowSample: 0.8,
      columnSample: 0.5,
      earlyStoppingRounds: 40,
      seed: parameters.seed ?? 1,
    },
    onProgress: (tree, trees) => onProgress?.(tree / trees),
    ...(signal ? { signal } : {}),
  });
  const threshold = bestF1Threshold(predict(model, validation.features), validation.label) ?? 0.5;
  const metrics = evaluateBinary(predict(model, holdout.features), holdout.label, threshold);
  const carsTrained = train.label.length + validation.label.length;
  const failuresTrained = [...train.label, ...validation.label].reduce((sum, y) => sum + y, 0);
  return {
    model,
    threshold,
    carsTrained,
    metrics,
    baseline: naiveRule(
      holdout.label,
      failuresTrained / carsTrained,
      metrics.confusion.tp + metrics.confusion.fp,
    ),
    typical: typicalValues(train),
  };
}
