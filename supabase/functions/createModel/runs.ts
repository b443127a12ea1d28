import type { SupabaseClient } from '@supabase/supabase-js';
import { runSchema, type Run, type RunParameters } from '../../../shared/contracts/runs.ts';
import { HalleError } from '../../../shared/errors.ts';
import { orThrow } from '../_shared/database-error.ts';

interface RunRow {
  id: number;
  model_id: number | null;
  cancel_requested: boolean;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

function toRun(row: RunRow): Run {
  return runSchema.parse({
    ...row,
    modelId: row.model_id,
    cancelRequested: row.cancel_requested,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  });
}

/** Errors: `not_allowed`, `run_in_progress`, `switched_off`. */
export async function requestRun(
  client: SupabaseClient,
  cause: string,
  parameters: RunParameters,
): Promise<Run> {
  const row: RunRow = orThrow(await client.rpc('request_training_run', { cause, parameters }));
  return toRun(row);
}

/** Errors: `not_found`. */
export async function findRun(client: SupabaseClient, id: number): Promise<Run> {
  const row: RunRow | null = orThrow(
    await client.from('training_runs').select('*').eq('id', id).maybeSingle(),
  );
  if (!row) throw new HalleError('not_found', `There is no training run ${id}.`, { id });
  return toRun(row);
}

/** Errors: `not_allowed`, `not_found`, `run_not_active`. */
export async function cancelRun(client: SupabaseClient, id: number): Promise<Run> {
  const row: RunRow = orThrow(await client.rpc('cancel_training_run', { run_id: id }));
  return toRun(row);
}
