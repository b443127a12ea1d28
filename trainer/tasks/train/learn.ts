import { availableParallelism } from 'node:os';
import type { RunParameters } from '../../../shared/contracts/runs.ts';
import type { SearchResult } from '../../../shared/contracts/search.ts';
import { evaluateBinary, naiveRule, type Metrics } from '../../../shared/metrics/evaluate.ts';
import { thresholdOf, type ThresholdPolicy } from '../../../shared/metrics/threshold.ts';
import { fit, predict, type Model, type ParametersInput } from '../../learner/index.ts';
import { Team } from '../../learner/team/team.ts';
import { isTelling, search, timeFolds } from '../../learner/tuning/index.ts';
import { budgetOf } from './budget.ts';
import type { Split } from './split.ts';
import { typicalValues } from './typical.ts';

/** What a run learned: the model, its threshold, and how good both are on the holdout. */
export interface Learned {
  model: Model;
  /** What was tried before; null where no fold has cars of both kinds to learn from and to score. */
  search: SearchResult | null;
  /** By the policy, on the validation part. */
  threshold: number;
  carsTrained: number;
  metrics: Metrics;
  /** The naive rule on the same holdout, with as many long tests as the model asks for. */
  baseline: Metrics;
  typical: Record<string, number | string | null>;
  /** What the model says of each car of the holdout. */
  held: Float64Array;
}

interface Telling {
  policy?: ThresholdPolicy;
  onSearch?: (soFar: SearchResult) => void;
  /** The parameters are found: the model itself is learned now. */
  onFound?: () => Promise<void>;
  /** Share of the final model's trees. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** With fewer failing cars than this, interactions of three features are mostly noise (holdout AUC 0.62 against 0.64). */
const FAILURES_FOR_DEPTH = 500;
const FOLDS = 3;
/** Below so many values another thread takes longer to start than it saves. */
const WORTH_A_THREAD = 500_000;

/**
 * Searches for parameters on folds of the cars before the holdout, and learns the model with the chosen ones.
 * Deterministic where the search ends by its number of trials: the same split, parameters and seed give the same model.
 */
export async function learn(
  split: Split,
  parameters: RunParameters,
  telling: Telling = {},
): Promise<Learned> {
  const values = split.learning.label.length * split.learning.features.length;
  const team = await Team.start(values < WORTH_A_THREAD ? 1 : availableParallelism());
  try {
    return await learnWith(team, split, parameters, telling);
  } finally {
    await team.stop();
  }
}

async function learnWith(
  team: Team,
  { train, validation, learning, tied, holdout }: Split,
  parameters: RunParameters,
  { policy = { policy: 'f1' }, onSearch, onFound, onProgress, signal }: Telling,
): Promise<Learned> {
  const shared = { team, ...(signal ? { signal } : {}) };
  const few = train.label.reduce((sum, y) => sum + y, 0) < FAILURES_FOR_DEPTH;
  const defaults = defaultsFor(few, parameters.seed ?? 1);
  const fixed = fixedBy(parameters);
  const folds = timeFolds(learning.label.length, FOLDS, tied).filter((fold) =>
    isTelling(fold, learning.label),
  );
  const found =
    folds.length === 0
      ? null
      : await search({
          dataset: learning,
          folds,
          budget: budgetOf(learning.label.length, parameters.search),
          seed: parameters.seed ?? 1,
          defaults,
          fixed,
          maxDepth: few ? 4 : 8,
          ...(onSearch ? { onTrial: onSearch } : {}),
          ...shared,
        });
  await onFound?.();
  const model = await fit({
    ...train,
    validation,
    parameters: found?.parameters ?? { ...defaults, ...fixed },
    onProgress: (tree, trees) => onProgress?.(tree / trees),
    ...shared,
  });
  const threshold = thresholdOf(policy, predict(model, validation.features), validation.label);
  const held = predict(model, holdout.features);
  const metrics = evaluateBinary(held, holdout.label, threshold);
  const failuresTrained = learning.label.reduce((sum, y) => sum + y, 0);
  return {
    model,
    search: found?.result ?? null,
    threshold,
    carsTrained: learning.label.length,
    metrics,
    baseline: naiveRule(
      holdout.label,
      failuresTrained / learning.label.length,
      metrics.confusion.tp + metrics.confusion.fp,
    ),
    typical: typicalValues(train),
    held,
  };
}

/** Shallow trees, strong regularisation: a plant of some thousand cars has a few hundred failures. */
const defaultsFor = (few: boolean, seed: number): ParametersInput => ({
  iterations: 400,
  learningRate: 0.05,
  maxDepth: few ? 2 : 4,
  minChildWeight: 2,
  l2: 3,
  rowSample: 0.8,
  columnSample: 0.5,
  earlyStoppingRounds: 40,
  seed,
});

/** What a run's parameters say holds in every trial. */
function fixedBy({ trees, learningRate, maxDepth }: RunParameters): ParametersInput {
  return {
    ...(trees === undefined ? {} : { iterations: trees }),
    ...(learningRate === undefined ? {} : { learningRate }),
    ...(maxDepth === undefined ? {} : { maxDepth }),
  };
}
