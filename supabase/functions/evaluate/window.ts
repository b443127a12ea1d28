import type { SupabaseClient } from '@supabase/supabase-js';
import { EVALUATE_LIMIT } from '../../../shared/contracts/evaluate.ts';
import { HalleError } from '../../../shared/errors.ts';
import { orThrow } from '../_shared/database-error.ts';

/** What the rpc `evaluation_cars` answers: labelled cars, newest first. */
export interface EvaluationCars {
  columns: string[];
  knr: string[];
  /** 1 where the car failed the road test. */
  label: number[];
  enteredAt: string[];
  rows: (number | string | null)[][];
}

export interface Window {
  from: string;
  to?: string | undefined;
}

/** Fewer labelled cars say nothing about a model. */
export const LEAST_CARS = 30;
/** The share of the newest labelled cars that stands in where nobody knows what a model learned from. */
const NEWEST_SHARE = 0.2;

/**
 * The cars that neither model learned from: from the greater of their `holdout_from` on. A model of unknown origin has
 * none; then the newest 20% of the labelled cars are taken, and the answer says `seenInTraining`: it may have seen them.
 */
export async function defaultWindow(
  client: SupabaseClient,
  holdouts: readonly (string | null)[],
): Promise<Window> {
  const known = holdouts.filter((from) => from !== null);
  if (known.length < holdouts.length) known.push(await newestFrom(client));
  return { from: known.reduce((a, b) => (a > b ? a : b)) };
}

async function newestFrom(client: SupabaseClient): Promise<string> {
  const labelled = () =>
    client
      .from('cars')
      .select('road_test_at', { count: 'exact' })
      .not('road_test_failed', 'is', null)
      .not('road_test_at', 'is', null)
      .order('road_test_at', { ascending: false });
  const first = await labelled().limit(1);
  orThrow(first);
  const total = first.count ?? 0;
  if (total === 0) throw tooFew(0);
  const place = Math.max(0, Math.ceil(total * NEWEST_SHARE) - 1);
  const [row] = orThrow(await labelled().range(place, place)) ?? [];
  if (!row) throw tooFew(total);
  return row.road_test_at;
}

/** Errors: `too_few_cars`, `too_few_failures`. */
export async function carsOf(client: SupabaseClient, window: Window): Promise<EvaluationCars> {
  const cars: EvaluationCars = orThrow(
    await client.rpc('evaluation_cars', {
      window_from: window.from,
      window_to: window.to ?? null,
      max_cars: EVALUATE_LIMIT,
    }),
  );
  if (cars.knr.length < LEAST_CARS) throw tooFew(cars.knr.length, window);
  if (!cars.label.includes(1)) {
    throw new HalleError(
      'too_few_failures',
      `None of the ${cars.knr.length} cars of this period failed the road test.`,
      {
        cars: cars.knr.length,
        ...window,
      },
    );
  }
  return cars;
}

function tooFew(cars: number, window?: Window): HalleError {
  const where = window ? ` from ${window.from}${window.to ? ` to ${window.to}` : ''}` : '';
  return new HalleError(
    'too_few_cars',
    `Only ${cars} cars with a known road-test result${where}; at least ${LEAST_CARS} are needed.`,
    { cars, needed: LEAST_CARS, ...window },
  );
}
