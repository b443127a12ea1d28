import type { SupabaseClient } from '@supabase/supabase-js';
import { pairLive } from '../../../shared/comparison/live.ts';
import { livePairsSchema } from '../../../shared/contracts/challenger.ts';
import type { Comparison } from '../../../shared/contracts/evaluate.ts';
import { orThrow } from '../_shared/database-error.ts';

/** What the model, as challenger, and `against`, in use, said of the same live cars. `client` is the caller's. */
export async function liveOf(
  model: { id: number; threshold: number },
  against: number,
  client: SupabaseClient,
): Promise<Comparison['live']> {
  const pairs = livePairsSchema.parse(orThrow(await client.rpc('live_pairs', { model: model.id, against })));
  return pairLive(pairs, model.threshold);
}
