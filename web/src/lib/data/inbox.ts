import { z } from 'zod';
import {
  inboxSchema,
  rejectionSchema,
  type Answer,
  type Inbox,
  type Rejection,
} from '$shared/contracts/inbox.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

/** Candidates that are not rejected, newest first. @throws Failure */
export function readInbox(): Promise<Inbox> {
  return rest(session.client.rpc('inbox'), inboxSchema);
}

/** How many candidates ask for an answer now. @throws Failure */
export function countWaiting(): Promise<number> {
  return rest(session.client.rpc('inbox_count'), z.int());
}

/** Rejected candidates, the newest rejection first. @throws Failure */
export function readRejections(): Promise<Rejection[]> {
  return rest(session.client.rpc('rejections'), z.array(rejectionSchema));
}

/** Numbers of the models that are rejected now. @throws Failure */
export async function rejectedModels(): Promise<Set<number>> {
  const rows = await rest(
    session.client.from('candidates').select('model_id').eq('answer', 'reject'),
    z.array(z.object({ model_id: z.coerce.number() })),
  );
  return new Set(rows.map((row) => row.model_id));
}

/** Answers a candidate; `until` of `later`: null brings it back with the next candidate. Engineers only. @throws Failure */
export async function answerCandidate(
  modelId: number,
  answer: Answer,
  { reason = null, until = null }: { reason?: string | null; until?: Date | null } = {},
): Promise<void> {
  const asked = session.client.rpc('answer_candidate', {
    model_id: modelId,
    answer,
    reason,
    until: until && until.toISOString(),
  });
  await rest(asked, z.unknown());
}
