import { HalleError } from '../../../shared/errors.ts';
import type { Dataset } from '../../learner/index.ts';
import { rowsOf } from '../../learner/tuning/index.ts';
import type { Snapshot } from './snapshot.ts';

/** A model of fewer failing cars is luck; the same number is said in the error. */
export const MIN_FAILURES = 50;
const HOLDOUT_SHARE = 0.2;
const VALIDATION_SHARE = 0.2;

export interface Split {
  train: Dataset;
  /** The newest part of the training cars: early stopping, calibration and threshold. */
  validation: Dataset;
  /** Both parts, in the order of time: the search has its folds in them. */
  learning: Dataset;
  /** Whether a car of `learning` entered the road test at the moment of the one before it. */
  tied: (car: number) => boolean;
  /** Cars later than any that the model saw. */
  holdout: Dataset;
  /** Road-test entry of the first holdout car, plant time. */
  holdoutFrom: string;
}

/**
 * Splits by time, never at random: the newest fifth of the cars is the holdout, the newest fifth of the rest is for
 * validation. Cars with the same road-test entry stay on one side.
 * @throws HalleError `too_few_failures` with the sentence that the run shows.
 */
export function splitByTime(snapshot: Snapshot): Split {
  const { label, enteredAt, carsInReview } = snapshot;
  // Who cannot train must see that cars are waiting for them.
  const waiting =
    carsInReview === 0
      ? ''
      : ` ${carsInReview} labelled cars are left out until the datasets that need a look are accepted.`;
  const counts = { cars: label.length, carsInReview };
  const failures = label.reduce((sum, y) => sum + y, 0);
  if (failures < MIN_FAILURES) {
    throw new HalleError(
      'too_few_failures',
      `Only ${failures} cars failed the road test; at least ${MIN_FAILURES} are needed.${waiting}`,
      { failures, needed: MIN_FAILURES, ...counts },
    );
  }
  const boundary = (end: number, share: number) => {
    let at = Math.floor(end * (1 - share));
    while (at > 0 && enteredAt[at - 1] === enteredAt[at]) at--;
    return at;
  };
  const holdoutAt = boundary(label.length, HOLDOUT_SHARE);
  const validationAt = boundary(holdoutAt, VALIDATION_SHARE);
  const split: Split = {
    train: rowsOf(snapshot, 0, validationAt),
    validation: rowsOf(snapshot, validationAt, holdoutAt),
    learning: rowsOf(snapshot, 0, holdoutAt),
    tied: (car) => enteredAt[car] === enteredAt[car - 1],
    holdout: rowsOf(snapshot, holdoutAt, label.length),
    holdoutFrom: enteredAt[holdoutAt]!,
  };
  for (const [part, name] of [
    [split.train, 'oldest 64%'],
    [split.validation, 'next 16%'],
    [split.holdout, 'newest 20%'],
  ] as const) {
    const failed = part.label.reduce((sum, y) => sum + y, 0);
    if (failed === 0 || failed === part.label.length) {
      throw new HalleError(
        'too_few_failures',
        `Of the ${name} of the cars ${failed === 0 ? 'none' : 'every one'} failed the road test; cars of both kinds are needed in every part of the period.${waiting}`,
        { failures, ...counts },
      );
    }
  }
  return split;
}
