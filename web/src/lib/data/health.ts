import { z } from 'zod';
import { healthSchema, type Health } from '$shared/contracts/health.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

/** How the machinery is. Engineers only. @throws Failure */
export function readHealth(): Promise<Health> {
  return rest(session.client.rpc('health'), healthSchema);
}

/** Gives a job that failed its tries again. Engineers only. @throws Failure not_found when it is gone or under way */
export async function retryJob(id: number): Promise<void> {
  await rest(session.client.rpc('retry_job', { job_id: id }), z.unknown());
}
