import { z } from 'zod';
import { challengerStatusSchema, type ChallengerStatus } from '$shared/contracts/challenger.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

/** The candidate that scores silently, with how far it is; null without one. @throws Failure */
export function readChallenger(): Promise<ChallengerStatus> {
  return rest(session.client.rpc('challenger_status'), challengerStatusSchema);
}

/** Lets a model score silently, in place of the one that does; null ends it. Engineers only. @throws Failure */
export async function setChallenger(modelId: number | null, reason: string | null = null): Promise<void> {
  await rest(session.client.rpc('set_challenger', { model_id: modelId, reason }), z.unknown());
}
