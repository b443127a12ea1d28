import type { SupabaseClient } from '@supabase/supabase-js';
import type { SegmentValues } from '../../../shared/comparison/segments.ts';
import { EVALUATE_LIMIT } from '../../../shared/contracts/evaluate.ts';
import { HalleError } from '../../../shared/errors.ts';
import type { FeatureRow } from '../../../shared/features/catalogue.ts';
import { orThrow } from '../_shared/database-error.ts';

/** What the rpc `evaluation_cars` answers: labelled cars, newest first. */
export interface EvaluationCars {
  /** Entries from here on were looked at; null: all. */
  from: string | null;
  /** A model may have learned from one of the cars. */
  seen: boolean;
  columns: string[];
  knr: string[];
  /** 1 where the car failed the road test. */
  label: number[];
  enteredAt: string[];
  /** Where the last failure before the road test was found; '' without one. */
  checkpoint: string[];
  rows: (number | string | null)[][];
}

export interface Window {
  from: string;
  to?: string | undefined;
}

/** Fewer labelled cars say nothing about a model. */
export const LEAST_CARS = 30;

/**
 * All labelled cars of a window, or, without one, the newest that none of the models learned from: by the cars that its
 * snapshot names, else from its `holdout_from` on. A model of unknown origin has neither; then the newest fifth of the
 * labelled cars is taken, and `seen` says that it may have learned from them.
 * Errors: `too_few_cars`, `too_few_failures`, both with the window that would do, where the plant has one.
 */
export async function carsOf(
  client: SupabaseClient,
  models: readonly number[],
  window: Window | undefined,
): Promise<EvaluationCars> {
  const cars: EvaluationCars = orThrow(
    await client.rpc('evaluation_cars', {
      window_from: window?.from ?? null,
      window_to: window?.to ?? null,
      max_cars: mostCars(models.length),
      models,
      unseen: window === undefined,
    }),
  );
  const count = cars.knr.length;
  const where = {
    ...(cars.from === null ? {} : { from: cars.from }),
    ...(window?.to ? { to: window.to } : {}),
  };
  if (count < LEAST_CARS) {
    const period = `${where.from ? ` from ${where.from}` : ''}${where.to ? ` to ${where.to}` : ''}`;
    const unseen = window ? '' : ' that the models did not learn from';
    throw new HalleError(
      'too_few_cars',
      `Only ${count} cars with a known road-test result${unseen}${period}; at least ${LEAST_CARS} are needed.`,
      { cars: count, needed: LEAST_CARS, ...where, ...(await offer(client, models)) },
    );
  }
  if (!cars.label.includes(1)) {
    throw new HalleError(
      'too_few_failures',
      `None of the ${count} cars of this period failed the road test.`,
      {
        cars: count,
        ...where,
        ...(await offer(client, models)),
      },
    );
  }
  return cars;
}

/** The smallest window of the newest labelled cars that would do: from, cars, failures, seenInTraining. */
async function offer(client: SupabaseClient, models: readonly number[]): Promise<{ offer?: object }> {
  const found: object | null = orThrow(
    await client.rpc('evaluation_offer', { models, min_cars: LEAST_CARS }),
  );
  return found ? { offer: found } : {};
}

const mostCars = (models: number) => Math.floor(EVALUATE_LIMIT / models);

/** What was measured by so many models: the limit may have cut older cars off. */
export function windowOf(
  cars: EvaluationCars,
  models: number,
  wanted: Window | undefined,
): { from: string; to: string } {
  const cut = cars.knr.length === mostCars(models);
  return {
    from: (cut ? null : cars.from) ?? cars.enteredAt.at(-1)!,
    to: wanted?.to ?? cars.enteredAt[0]!,
  };
}

/** A car's features by their names. */
export function rowOf({ columns, rows }: EvaluationCars, car: number): FeatureRow {
  return Object.fromEntries(columns.map((name, column) => [name, rows[car]![column] ?? null]));
}

/** What each car is told apart by. */
export const segmentsOf = (cars: EvaluationCars): SegmentValues => ({
  engine: categoryOf(cars, 'engine'),
  color: categoryOf(cars, 'color'),
  month: cars.enteredAt.map((time) => time.slice(0, 7)),
  checkpoint: cars.checkpoint,
});

/** A category of each car, in their order. */
function categoryOf({ columns, rows }: EvaluationCars, name: string): string[] {
  const column = columns.indexOf(name);
  return rows.map((row) => String(row[column] ?? ''));
}
