import type { Task } from 'graphile-worker';
import { challengerScoredSchema } from '../../shared/contracts/challenger.ts';
import type { TrainerContext } from '../context.ts';
import { askFunction } from './ask-function.ts';

/**
 * The queue's task `score_challenger`: has the Edge Function `evaluate` score, a thousand at a time, the predictions that
 * the challenger has not scored, until none is left. Done twice it does nothing the second time.
 */
export function scoreChallengerTask({ settings, log }: TrainerContext): Task {
  return async (_payload, helpers) => {
    const sum = { scored: 0, unscorable: 0 };
    for (let left = true; left;) {
      const answer = await askFunction(settings, helpers, 'evaluate/challenger', {});
      if (!answer.ok) {
        const { status, code, message } = answer;
        log('challenger not scored', { status, code, message });
        return;
      }
      const { scored, unscorable, ...rest } = challengerScoredSchema.parse(answer.body);
      sum.scored += scored;
      sum.unscorable += unscorable;
      left = rest.left;
    }
    if (sum.scored + sum.unscorable > 0) log('challenger scored', sum);
  };
}
