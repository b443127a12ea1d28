import type { SupabaseClient } from '@supabase/supabase-js';
import {
  predictResponseSchema,
  type PredictRequest,
  type PredictResponse,
} from '../../../shared/contracts/predict.ts';
import { HalleError } from '../../../shared/errors.ts';
import { orThrow } from '../_shared/database-error.ts';

/** What a request says of itself, as `record_predictions` keeps it. */
export function askedOf(request: PredictRequest) {
  if ('knr' in request) {
    const { requestId, askedAt, late } = request;
    return { requestId, askedAt, late };
  }
  return 'knrs' in request ? { ahead: request.ahead } : {};
}

/**
 * Whether it may have been answered already. A first try is not looked up before, which would cost the gate a round trip:
 * that it was none is seen when its answer is to be kept.
 */
export const sentBefore = (request: PredictRequest): boolean => 'knr' in request && request.late === true;

/**
 * What was answered to the gate's request before, null when nothing was. `client` acts as the caller, who is told what
 * their role may know. Errors: `invalid_field` when the id was that of another car.
 */
export async function keptAnswer(
  client: SupabaseClient,
  request: PredictRequest,
): Promise<PredictResponse | null> {
  if (!('knr' in request) || request.requestId === undefined) return null;
  const { requestId: request_id, late = false } = request;
  const kept = predictResponseSchema
    .nullable()
    .parse(orThrow(await client.rpc('kept_answer', { request_id, late })));
  if (kept && kept.predictions[0]?.knr !== request.knr) {
    throw new HalleError('invalid_field', 'requestId: it is that of a request for another car.', {
      field: 'requestId',
    });
  }
  return kept;
}
