import type { Task } from 'graphile-worker';
import { z } from 'zod';
import { runParametersSchema, type RunParameters } from '../../../shared/contracts/runs.ts';
import { HalleError } from '../../../shared/errors.ts';
import type { TrainerContext } from '../../context.ts';
import { tellFailedTry } from '../../failed-try.ts';
import { explainModel } from '../../learner/explain/index.ts';
import { LearnerError } from '../../learner/index.ts';
import { writeOnnx } from '../../onnx/index.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { goldenCars } from './golden.ts';
import { refuseLeaks } from './leaks.ts';
import { learn } from './learn.ts';
import { readPolicy } from './policy.ts';
import { RunCancelled, RunProgress } from './progress.ts';
import { registerModel } from './register.ts';
import { keepSnapshot, readSnapshot } from './snapshot.ts';
import { splitByTime } from './split.ts';

const payloadSchema = z.object({ runId: z.coerce.number().int().positive() });
const ALGORITHM = 'Halle histogram gradient boosting';

/** The queue's task `train`: one execution of the training pipeline. Ends with a candidate and nothing more. */
export function trainTask(context: TrainerContext): Task {
  return async (payload, helpers) => {
    const { runId } = payloadSchema.parse(payload);
    const [run] = await context.sql`
      update public.training_runs set status = 'running', error = null, started_at = coalesce(started_at, now()), heartbeat_at = now()
      where id = ${runId} and status in ('queued', 'running') returning parameters`;
    if (!run) return; // cancelled while it waited, or ended by an earlier try
    const progress = new RunProgress(context, runId, helpers.abortSignal);
    try {
      const modelId = await trainModel(
        context,
        runId,
        runParametersSchema.parse(run['parameters']),
        progress,
      );
      await progress.end();
      await context.sql`
        update public.training_runs set status = 'succeeded', phase = 'done', progress = 1, model_id = ${modelId}, finished_at = now()
        where id = ${runId} and status = 'running'`;
      context.log('run succeeded', { runId, modelId });
    } catch (error) {
      await progress.end();
      const end = endOf(error, helpers.job.attempts >= helpers.job.max_attempts);
      if (end === 'retry') {
        if (!helpers.abortSignal?.aborted) await tellFailedTry(context, 'training_runs', runId, error);
        throw error;
      }
      context.log(`run ${end.status}`, { runId, error: end.error?.message });
      await context.sql`
        update public.training_runs set status = ${end.status}, error = ${context.sql.json(end.error as never)}, finished_at = now()
        where id = ${runId} and status = 'running'`;
    }
  };
}

interface End {
  status: 'failed' | 'cancelled';
  error: { code: string; message: string; details?: Record<string, unknown> | undefined } | null;
}

/** What cannot get better by trying again ends the run with a sentence; the rest is tried again by the queue. */
function endOf(error: unknown, lastTry: boolean): End | 'retry' {
  if (error instanceof RunCancelled) return { status: 'cancelled', error: null };
  if (error instanceof HalleError) return { status: 'failed', error: error.toBody().error };
  if (error instanceof LearnerError) {
    return { status: 'failed', error: { code: 'too_few_failures', message: error.message } };
  }
  if (error instanceof z.ZodError) {
    const issue = error.issues[0];
    return {
      status: 'failed',
      error: { code: 'invalid_field', message: `${issue?.path.join('.')}: ${issue?.message}` },
    };
  }
  if (!lastTry) return 'retry';
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: 'failed',
    error: { code: 'internal', message: `The run could not be finished after several tries: ${message}` },
  };
}

async function trainModel(
  context: TrainerContext,
  runId: number,
  parameters: RunParameters,
  progress: RunProgress,
): Promise<number> {
  // An earlier try may have registered its model and died before it could say so.
  const [made] = await context.sql`select id from public.models where training_run_id = ${runId}`;
  if (made) return Number(made['id']);
  await progress.at('snapshot', 0.02);
  // Counted before the run's row is touched: whoever cancels does not wait for it.
  const [counted] = await context.sql`select private.news() as news`;
  await context.sql`update public.training_runs set news = ${context.sql.json(counted!['news'])} where id = ${runId}`;
  const snapshot = await readSnapshot(context);
  const { carsInReview } = snapshot;
  await context.sql`update public.training_runs set cars_in_review = ${carsInReview} where id = ${runId}`;
  if (carsInReview > 0) context.log('cars left out: their datasets need a look', { runId, carsInReview });
  await progress.at('split', 0.1);
  const split = splitByTime(snapshot);
  const snapshotId = await keepSnapshot(context, snapshot, split.holdoutFrom);
  await context.sql`update public.training_runs set snapshot_id = ${snapshotId} where id = ${runId}`;

  await refuseLeaks(split, parameters.acceptLeaks ?? []);
  const policy = await readPolicy(context);
  await progress.at('search', 0.15);
  const began = performance.now();
  const learned = await learn(split, parameters, {
    policy,
    onSearch: (soFar) => {
      const { trials, seconds } = soFar.budget;
      const share = Math.max(soFar.trials.length / trials, (performance.now() - began) / 1000 / seconds);
      progress.tell(soFar);
      progress.set('search', 0.15 + 0.6 * Math.min(1, share));
    },
    onFound: () => progress.at('train', 0.75),
    onProgress: (share) => progress.set('train', 0.75 + 0.15 * share),
    signal: progress.signal,
  });
  if (learned.search) progress.tell(learned.search);

  await progress.at('write', 0.9);
  const onnx = writeOnnx(learned.model, {
    threshold: learned.threshold,
    productVersion: packageJson.version,
    metadata: {
      label: 'road_test_failed',
      period: `${snapshot.enteredAt[0]}/${split.holdoutFrom}`,
      snapshot: snapshot.sha256,
      run: String(runId),
    },
  });

  // On cars that it did not learn from, as the metrics.
  const explained = await explainModel(learned.model, split.holdout.features);
  if (!explained) context.log('model too large to be explained', { runId });

  await progress.at('register', 0.95);
  const files = { onnx: Uint8Array.from(onnx), trees: explained?.file ?? null };
  return registerModel(context, files, {
    name: parameters.name ?? `Model of ${new Date().toISOString().slice(0, 16).replace('T', ' ')}`,
    algorithm: ALGORITHM,
    threshold: learned.threshold,
    thresholdPolicy: policy,
    carsTrained: learned.carsTrained,
    metrics: learned.metrics,
    baseline: learned.baseline,
    holdoutFrom: split.holdoutFrom,
    parameters: { ...learned.model.parameters, trees: learned.model.bestIteration },
    importance: explained?.importance ?? learned.model.importance,
    dependence: explained?.dependence ?? [],
    typical: learned.typical,
    golden: goldenCars(learned.held, split.holdout),
    snapshotId,
    trainingRunId: runId,
  });
}
