import { setImmediate } from 'node:timers/promises';
import type { Dataset } from '../data.ts';
import { type Fold, rowsOf } from './folds.ts';
import { fitLogistic, predictLogistic } from './logistic.ts';
import { type FoldScore, mean, scoreFold } from './score.ts';

/** Milliseconds of work after which the event loop gets a turn. */
const TURN = 50;

/** What a model of trees has to beat on the folds: both learn from all rows before the scored ones. */
export async function scoreBaselines(
  dataset: Dataset,
  folds: readonly Fold[],
  signal: AbortSignal | undefined,
): Promise<{ logistic: FoldScore[]; baseRate: FoldScore[] }> {
  const logistic: FoldScore[] = [];
  const baseRate: FoldScore[] = [];
  let turn = performance.now();
  const breathe = async () => {
    await setImmediate();
    turn = performance.now();
    signal?.throwIfAborted();
  };
  const between = () => (performance.now() - turn < TURN ? null : breathe());
  for (const { scoreAt, end } of folds) {
    const learned = rowsOf(dataset, 0, scoreAt);
    const scored = rowsOf(dataset, scoreAt, end);
    const model = await fitLogistic(learned, { between });
    logistic.push(scoreFold(predictLogistic(model, scored.features), scored.label));
    baseRate.push(scoreFold(new Float64Array(scored.label.length).fill(mean(learned.label)), scored.label));
  }
  return { logistic, baseRate };
}
