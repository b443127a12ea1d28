import type { Performance } from '../../shared/contracts/performance.ts';
import type { Answer } from './collect.ts';
import { figuresByMonth, figuresOf, type Judged, type MonthFigures } from './figures.ts';
import { type Told, toldByMonth } from './told.ts';
import type { Truth } from './truth.ts';

export interface Outcome {
  months: MonthFigures[];
  /** All cars that were asked about after the change of the plant; null without one. */
  since: MonthFigures | null;
  told: Told[];
  /** Cars that the first model did not score in time: they count on neither side. */
  unscored: number;
}

/** What came of a year, by the truth and as the product tells it. */
export function outcomeOf(
  answers: readonly Answer[],
  performance: Performance,
  truth: ReadonlyMap<string, Truth>,
  newest: ReadonlyMap<string, number>,
  longShare: number,
  change: string | null,
): Outcome {
  const judged = answers.flatMap(({ knr, day, probability, first }): (Judged & { day: string })[] => {
    const car = truth.get(knr);
    const byNewest = newest.get(knr);
    if (!car || first === null || byNewest === undefined) return [];
    const said = { retrained: probability, first, newest: byNewest };
    return [{ day, month: day.slice(0, 7), ...said, best: car.probability, failed: car.failed }];
  });
  const later = change === null ? [] : judged.filter(({ day }) => day >= change);
  return {
    months: figuresByMonth(judged, longShare),
    since: later.length === 0 ? null : figuresOf('since the change', later, longShare),
    told: toldByMonth(performance, answers, (knr) => truth.get(knr)?.failed),
    unscored: answers.filter(({ first }) => first === null).length,
  };
}
