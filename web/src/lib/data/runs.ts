import { z } from 'zod';
import { causeSchema, newsSchema, type Cause, type News } from '$shared/contracts/retrain.ts';
import { RUN_CAUSE, RUN_PHASE, RUN_STATUS, type Run } from '$shared/contracts/runs.ts';
import { searchResultSchema, type SearchResult } from '$shared/contracts/search.ts';
import { session } from '$lib/session/session.svelte.ts';
import { rest } from './rest.ts';

/** A run without what it tried, which is large: for lists, and for looking every second. */
export type RunLine = Omit<Run, 'search'>;

const columns = z.object({
  id: z.coerce.number(),
  status: z.enum(RUN_STATUS),
  cause: z.enum(RUN_CAUSE),
  phase: z.enum(RUN_PHASE),
  progress: z.coerce.number(),
  trial: z.number().nullable(),
  trials: z.number().nullable(),
  parameters: z.record(z.string(), z.unknown()),
  error: z.object({ code: z.string(), message: z.string() }).loose().nullable(),
  model_id: z.coerce.number().nullable(),
  cancel_requested: z.boolean(),
  created_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
});
const COLUMNS = Object.keys(columns.shape).join(',');

const toLine = (r: z.infer<typeof columns>): RunLine => ({
  id: r.id,
  status: r.status,
  cause: r.cause,
  phase: r.phase,
  progress: r.progress,
  trial: r.trial,
  trials: r.trials,
  parameters: r.parameters,
  error: r.error,
  modelId: r.model_id,
  cancelRequested: r.cancel_requested,
  createdAt: r.created_at,
  startedAt: r.started_at,
  finishedAt: r.finished_at,
});
const runRow = columns.transform(toLine);

export const isActive = (run: Pick<Run, 'status'> | null | undefined): boolean =>
  run?.status === 'queued' || run?.status === 'running';

/** The newest training runs, active or over, newest first. */
export function newestRuns(count: number): Promise<RunLine[]> {
  return rest(
    session.client.from('training_runs').select(COLUMNS).order('id', { ascending: false }).limit(count),
    z.array(runRow),
  );
}

const snapshotRow = z.object({
  cars: z.number(),
  failures: z.number(),
  period_from: z.string(),
  period_to: z.string(),
  holdout_from: z.string(),
});
const detailsRow = columns.extend({
  causes: z.array(causeSchema),
  news: newsSchema.nullable(),
  search: searchResultSchema.nullable(),
  snapshot_id: z.coerce.number().nullable(),
  cars_in_review: z.number().nullable(),
});

export interface RunDetails extends RunLine {
  causes: Cause[];
  /** What was new when it started; null before. */
  news: News | null;
  search: SearchResult | null;
  carsInReview: number | null;
  /** The cars that it learned from and was measured on; null before they are frozen. */
  snapshot: z.infer<typeof snapshotRow> | null;
  /** E-mail of who asked for it, for engineers; null where it began by itself or a program asked. */
  person: string | null;
}

/** A run with all that its page shows; null where there is none. */
export async function findRun(id: number): Promise<RunDetails | null> {
  const wanted = Object.keys(detailsRow.shape).join(',');
  const [rows, person] = await Promise.all([
    rest(session.client.from('training_runs').select(wanted).eq('id', id), z.array(detailsRow)),
    rest(session.client.rpc('training_run_person', { run_id: id }), z.string().nullable()),
  ]);
  const [row] = rows;
  if (!row) return null;
  const [snapshot] =
    row.snapshot_id === null
      ? []
      : await rest(
          session.client
            .from('snapshots')
            .select(Object.keys(snapshotRow.shape).join(','))
            .eq('id', row.snapshot_id),
          z.array(snapshotRow),
        );
  const { causes, news, search, cars_in_review: carsInReview } = row;
  return { ...toLine(row), causes, news, search, carsInReview, snapshot: snapshot ?? null, person };
}

/** Asks for a run; `parameters` as in shared/contracts/runs.ts. Returns its number. @throws Failure */
export async function requestRun(parameters: Record<string, unknown> = {}): Promise<number> {
  const asked = session.client.rpc('request_training_run', { cause: 'button', parameters });
  return (await rest(asked, z.object({ id: z.coerce.number() }))).id;
}

export async function cancelRun(runId: number): Promise<void> {
  await rest(session.client.rpc('cancel_training_run', { run_id: runId }), z.unknown());
}
