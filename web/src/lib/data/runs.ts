import { z } from 'zod';
import { RUN_CAUSE, RUN_PHASE, RUN_STATUS, type Run } from '$shared/contracts/runs.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

const runRow = z
  .object({
    id: z.coerce.number(),
    status: z.enum(RUN_STATUS),
    cause: z.enum(RUN_CAUSE),
    phase: z.enum(RUN_PHASE),
    progress: z.coerce.number(),
    parameters: z.record(z.string(), z.unknown()),
    error: z.object({ code: z.string(), message: z.string() }).loose().nullable(),
    model_id: z.coerce.number().nullable(),
    cancel_requested: z.boolean(),
    created_at: z.string(),
    started_at: z.string().nullable(),
    finished_at: z.string().nullable(),
  })
  .transform((r): Run => ({
    id: r.id,
    status: r.status,
    cause: r.cause,
    phase: r.phase,
    progress: r.progress,
    parameters: r.parameters,
    error: r.error,
    modelId: r.model_id,
    cancelRequested: r.cancel_requested,
    createdAt: r.created_at,
    startedAt: r.started_at,
    finishedAt: r.finished_at,
  }));

const COLUMNS =
  'id,status,cause,phase,progress,parameters,error,model_id,cancel_requested,created_at,started_at,finished_at';

export const isActive = (run: Run | null | undefined): boolean =>
  run?.status === 'queued' || run?.status === 'running';

/** The newest training run, active or over; null before the first. */
export async function newestRun(): Promise<Run | null> {
  const rows = await rest(
    session.client.from('training_runs').select(COLUMNS).order('id', { ascending: false }).limit(1),
    z.array(runRow),
  );
  return rows[0] ?? null;
}

export async function requestRun(): Promise<void> {
  await rest(session.client.rpc('request_training_run', { cause: 'button', parameters: {} }), z.unknown());
}

export async function cancelRun(runId: number): Promise<void> {
  await rest(session.client.rpc('cancel_training_run', { run_id: runId }), z.unknown());
}
