import type { Context } from 'hono';
import {
  CHALLENGER_BATCH,
  challengerScoredSchema,
  type ChallengerScored,
} from '../../../../shared/contracts/challenger.ts';
import { HalleError } from '../../../../shared/errors.ts';
import type { FunctionTypes } from '../../_shared/app.ts';
import { orThrow } from '../../_shared/database-error.ts';
import type { Environment } from '../../_shared/environment.ts';
import type { Operation } from '../../_shared/openapi.ts';
import { challengerExamples } from '../examples.ts';
import { scoreWork, type Work } from './score-work.ts';

export const challengerOperation: Operation = {
  method: 'post',
  path: '/evaluate/challenger',
  id: 'scoreChallenger',
  examples: challengerExamples,
  summary: 'Scores up to 1,000 predictions that the challenger has not scored. With the secret key only.',
  answers: { 200: challengerScoredSchema },
  errors: ['not_allowed', 'unavailable'],
  scope: null,
};

/**
 * `POST /evaluate/challenger`: what the trainer asks some seconds after predictions were made. Not in `predict`, because
 * there it would delay the next request of the same thread. Asked twice at once it scores the same twice and keeps it once.
 */
export function scoreChallenger(environment: Environment) {
  return async function challenger(c: Context<FunctionTypes>) {
    const { kind, client } = c.var.caller;
    if (kind !== 'service') {
      throw new HalleError('not_allowed', 'Only the trainer has a challenger score cars.');
    }
    const work: Work | null = orThrow(await client.rpc('challenger_work', { most: CHALLENGER_BATCH }));
    if (!work) return c.json({ scored: 0, unscorable: 0, left: false } satisfies ChallengerScored);
    const scores = await scoreWork(work, environment);
    orThrow(await client.rpc('record_challenger_scores', { model_id: work.modelId, scores }));
    const unscorable = scores.filter(([, probability]) => probability === null).length;
    return c.json({
      scored: scores.length - unscorable,
      unscorable,
      left: true,
    } satisfies ChallengerScored);
  };
}
