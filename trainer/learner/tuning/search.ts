import type { SearchResult, Trial } from '../../../shared/contracts/search.ts';
import type { Dataset } from '../data.ts';
import { fit } from '../fit.ts';
import { parametersSchema, type ParametersInput } from '../parameters.ts';
import { predict } from '../predictor/predict.ts';
import type { Team } from '../team/team.ts';
import { scoreBaselines } from './baselines.ts';
import { type Candidate, choose, lowest } from './choose.ts';
import { type Fold, rowsOf } from './folds.ts';
import { type FoldScore, leadOf, scoreFold, summarise } from './score.ts';
import { drawParameters, SEARCHED } from './space.ts';

export interface SearchOptions {
  /** Rows in the order of time. */
  dataset: Dataset;
  /** Of these rows (folds.ts), each telling. */
  folds: readonly Fold[];
  /** `trials` at most, and none that would end after `seconds` if it took as long as the longest so far; always the first. */
  budget: { trials: number; seconds: number };
  seed: number;
  /** The first trial, and what no draw says otherwise about the others. */
  defaults: ParametersInput;
  /** Holds in every trial. */
  fixed?: ParametersInput;
  /** Of the drawn trees. */
  maxDepth?: number;
  team?: Team | number;
  signal?: AbortSignal;
  /** After the baselines and after each trial: what is known so far. */
  onTrial?: (soFar: SearchResult) => void;
}

/** A trial behind the best one by so many standard errors on its first folds is not worth its later ones. */
const CLEARLY = 2;

/**
 * Random search over the learner's parameters on time-ordered folds. The first trial is the defaults. A trial that is
 * clearly behind the best complete one after a fold, by two standard errors of the difference row by row, ends there.
 * One is chosen (choose.ts), and it beats a baseline where it leads on the same rows by more than one standard error.
 * Deterministic, whatever the speed, where the budget ends it by trials; seconds decide only how many are tried.
 * @returns The result, and the parameters of the chosen trial.
 */
export async function search(
  options: SearchOptions,
): Promise<{ result: SearchResult; parameters: ParametersInput }> {
  const { dataset, folds, budget, signal, onTrial } = options;
  const began = performance.now();
  const base = await scoreBaselines(dataset, folds, signal);
  const result: SearchResult = {
    budget,
    folds: folds.map(({ scoreAt, end }) => ({
      learned: scoreAt,
      scored: end - scoreAt,
      failures: dataset.label.subarray(scoreAt, end).reduce((sum, y) => sum + y, 0),
    })),
    trials: [],
    baselines: { logistic: summarise(base.logistic), baseRate: summarise(base.baseRate) },
    endedBy: null,
    chosen: null,
    defaultsKept: false,
    verdict: null,
  };
  onTrial?.(structuredClone(result));

  const tried: (Candidate & { parameters: ParametersInput })[] = [];
  let longest = 0;
  for (let number = 1; number <= budget.trials; number++) {
    const now = performance.now();
    if (number > 1 && now - began + longest > budget.seconds * 1000) {
      result.endedBy = 'seconds';
      break;
    }
    const drawn = number === 1 ? {} : drawParameters(options.seed, number, options.maxDepth ?? 8);
    const parameters = { ...options.defaults, ...drawn, ...options.fixed };
    const { trial, scores } = await tryOut(options, parameters, number, tried[lowest(tried)]?.scores);
    longest = Math.max(longest, performance.now() - now);
    tried.push({ ...trial, parameters, scores });
    result.trials.push(trial);
    onTrial?.(structuredClone(result));
  }
  result.endedBy ??= 'trials';

  const { chosen: place, defaultsKept } = choose(tried);
  const chosen = tried[place]!;
  const logistic = leadOf(chosen.scores, base.logistic);
  const baseRate = leadOf(chosen.scores, base.baseRate);
  result.chosen = place + 1;
  result.defaultsKept = defaultsKept;
  result.verdict = {
    beats: logistic.lead > logistic.error && baseRate.lead > baseRate.error,
    logistic,
    baseRate,
  };
  return { result, parameters: chosen.parameters };
}

/** Fold after fold, until it is clearly behind `best` or done. */
async function tryOut(
  { dataset, folds, team, signal }: SearchOptions,
  parameters: ParametersInput,
  number: number,
  best: readonly FoldScore[] | undefined,
): Promise<{ trial: Trial; scores: FoldScore[] }> {
  const scores: FoldScore[] = [];
  const trees: number[] = [];
  let stopped = false;
  for (const { stopAt, scoreAt, end } of folds) {
    if (best && scores.length > 0) {
      const { lead, error } = leadOf(scores, best);
      stopped = lead < -CLEARLY * error;
      if (stopped) break;
    }
    const model = await fit({
      ...rowsOf(dataset, 0, stopAt),
      validation: rowsOf(dataset, stopAt, scoreAt),
      parameters,
      ...(team === undefined ? {} : { team }),
      ...(signal ? { signal } : {}),
    });
    const scored = rowsOf(dataset, scoreAt, end);
    scores.push(scoreFold(predict(model, scored.features), scored.label));
    trees.push(model.bestIteration);
  }
  const all = parametersSchema.parse(parameters);
  const told = Object.fromEntries(SEARCHED.map((name) => [name, all[name]]));
  return { trial: { number, parameters: told, trees, stopped, ...summarise(scores) }, scores };
}
