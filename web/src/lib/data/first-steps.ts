import { z } from 'zod';
import { keep, recall } from '$lib/browser/kept.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

export const STEPS = ['load', 'create', 'compare', 'use', 'predict'] as const;
export type Step = (typeof STEPS)[number];
/** What the plant has of each step, and its newest model, which the links lead to. */
export interface FirstSteps {
  done: Record<Step, boolean>;
  model: number | null;
}

const any = z.array(z.object({ id: z.coerce.number() }));

/** How far this plant is on its way to predictions, as its tables tell. @throws Failure */
export async function readFirstSteps(): Promise<FirstSteps> {
  const newest = (table: string) => session.client.from(table).select('id').order('id', { ascending: false });
  const loaded = (kind: string) => newest('datasets').eq('status', 'loaded').eq('kind', kind).limit(1);
  const [failures, status, models, compared, deployments, predictions] = await Promise.all([
    // A label needs both: when the car entered the road test, and what was found there.
    rest(loaded('failures'), any),
    rest(loaded('status'), any),
    rest(newest('models').limit(1), any),
    // Those without a person are Halle's own, of every new model.
    rest(newest('evaluations').not('created_by', 'is', null).limit(1), any),
    rest(newest('deployments').limit(1), any),
    rest(newest('predictions').limit(1), any),
  ]);
  return {
    done: {
      load: failures.length > 0 && status.length > 0,
      create: models.length > 0,
      compare: compared.length > 0,
      use: deployments.length > 0,
      predict: predictions.length > 0,
    },
    model: models[0]?.id ?? null,
  };
}

export const isComplete = ({ done }: FirstSteps): boolean => STEPS.every((step) => done[step]);

const KEY = 'halle-first-steps';
/** Whether this browser's people no longer begin with the first steps. */
export const isPutAway = (): boolean => recall(KEY, z.boolean()) ?? false;
export const putAway = (away: boolean): void => keep(KEY, away);

/** Whether somebody who comes in is led to the first steps. A plant whose steps are all done is not asked again. */
export async function leadsToFirstSteps(): Promise<boolean> {
  if (isPutAway()) return false;
  try {
    const complete = isComplete(await readFirstSteps());
    if (complete) putAway(true);
    return !complete;
  } catch {
    return false; // the page that comes says what is wrong
  }
}
