import type { Performance } from '../../shared/contracts/performance.ts';
import type { Answer } from './collect.ts';
import { figuresByMonth, figuresOf, type Judged, type MonthFigures } from './figures.ts';
import { type Told, toldByMonth } from './told.ts';
import type { Truth } from './truth.ts';
import type { Year } from './year.ts';

export interface Outcome {
  months: MonthFigures[];
  /** All months from the first deployment after the first model's on: the two sides say the same before. */
  since: MonthFigures | null;
  told: Told[];
  /** Cars that the first model did not score in time: they count on neither side. */
  unscored: number;
}

/** What came of a year, by the truth and as the product tells it. */
export function outcomeOf(
  year: Pick<Year, 'happenings'>,
  answers: readonly Answer[],
  performance: Performance,
  truth: ReadonlyMap<string, Truth>,
  longShare: number,
): Outcome {
  const judged = answers.flatMap(({ knr, day, probability, first }): (Judged & { day: string })[] => {
    const car = truth.get(knr);
    if (!car || first === null) return [];
    return [
      {
        day,
        month: day.slice(0, 7),
        retrained: probability,
        first,
        best: car.probability,
        failed: car.failed,
      },
    ];
  });
  const deployed = year.happenings.find(({ kind }) => kind === 'deployed')?.day;
  const later = deployed === undefined ? [] : judged.filter(({ day }) => day > deployed);
  return {
    months: figuresByMonth(judged, longShare),
    since: later.length === 0 ? null : figuresOf(`after ${deployed!}`, later, longShare),
    told: toldByMonth(performance, answers, (knr) => truth.get(knr)?.failed),
    unscored: answers.filter(({ first }) => first === null).length,
  };
}
