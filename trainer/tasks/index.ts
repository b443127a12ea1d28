import type { Task, TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { TrainerContext } from '../context.ts';
import { span } from '../../shared/tracing/tracing.ts';
import { forRequest } from '../log.ts';
import { evaluateModelTask } from './evaluate-model.ts';
import { loadDatasetTask } from './load/index.ts';
import { monitorTask } from './monitor/index.ts';
import { removeDatasetTask } from './remove-dataset.ts';
import { retrainTask } from './retrain/index.ts';
import { scoreChallengerTask } from './score-challenger.ts';
import { settleCarsTask } from './settle-cars.ts';
import { storeIngestedTask } from './store-ingested.ts';
import { upkeepTask } from './upkeep/index.ts';
import { sendWebhookTask } from './webhooks/index.ts';
import { trainTask } from './train/index.ts';

/**
 * The trainer's tasks, by the name under which SQL enqueues them.
 *
 * To add one: write `<name>Task(context): Task` in a file or folder of this folder; parse the payload with zod; throw
 * only what can get better by trying again (the queue tries 5 times, later each time) and write the rest into the row
 * that asked for it; listen to `helpers.abortSignal`, because a stopping trainer waits 8 seconds at most; make a
 * second execution after a crash end the same. Name it here, and enqueue it in the transaction of the data that asks
 * for it by `private.enqueue(task, payload, job_key)`.
 */
export function makeTasks(context: TrainerContext): TaskList {
  const tasks: Record<string, Task> = {
    load_dataset: loadDatasetTask(context),
    remove_dataset: removeDatasetTask(context),
    settle_cars: settleCarsTask(context),
    store_ingested: storeIngestedTask(context),
    train: trainTask(context),
    evaluate_model: evaluateModelTask(context),
    retrain: retrainTask(context),
    score_challenger: scoreChallengerTask(context),
    monitor: monitorTask(context),
    send_webhook: sendWebhookTask(context),
    upkeep: upkeepTask(context),
  };
  return Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, inItsRequest(name, task)]));
}

const askedBy = z.object({ requestId: z.string().optional(), traceparent: z.string().optional() });

/** A job belongs to the request that asked for it: in the log by its id, in traces as a span of it. */
const inItsRequest =
  (name: string, task: Task): Task =>
  (payload, helpers) => {
    const { requestId, traceparent } = askedBy.safeParse(payload).data ?? {};
    const { id, attempts } = helpers.job;
    const attributes = {
      'messaging.system': 'graphile_worker',
      'messaging.destination.name': name,
      'messaging.message.id': id,
      'halle.attempt': attempts,
      ...(requestId === undefined ? {} : { 'halle.request_id': requestId }),
    };
    return forRequest(requestId, () =>
      span(name, { kind: 'consumer', attributes, parent: traceparent }, () => task(payload, helpers)),
    );
  };
