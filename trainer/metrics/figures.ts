import { z } from 'zod';
import { RUN_STATUS } from '../../shared/contracts/runs.ts';

const counts = z.record(z.string(), z.number());
/** What the SQL function `private.metrics` answers. */
export const plantFiguresSchema = z.object({
  runs: counts,
  datasets: z.array(z.object({ kind: z.string(), status: z.string(), datasets: z.number() })),
  rows: z.array(z.object({ kind: z.string(), loaded: z.number(), rejected: z.number() })),
  lastLoad: z.number().nullable(),
  lastIngest: z.number().nullable(),
  recent: counts,
  modelInUse: z.object({ id: z.number(), since: z.number() }).nullable(),
  alarms: z.number(),
  inReview: z.number(),
  databaseBytes: z.number(),
  trainers: z.number(),
  queue: z
    .array(
      z.object({
        task: z.string(),
        working: z.number(),
        waiting: z.number(),
        later: z.number(),
        failed: z.number(),
        oldestSeconds: z.number().nullable(),
      }),
    )
    .default([]),
});
export type PlantFigures = z.infer<typeof plantFiguresSchema>;

export interface Figure {
  name: string;
  help: string;
  labels: string[];
  /** Each label's value in order, and the figure. */
  of: (plant: PlantFigures) => [...labels: string[], value: number][];
}

const one = (value: number | null): [number][] => (value === null ? [] : [[value]]);

/** What is told of the plant, the same by whichever trainer is asked: a dashboard takes the largest. */
export const FIGURES: readonly Figure[] = [
  {
    name: 'halle_queue_jobs',
    help: 'Jobs by task: working, waiting (their time has come), later, failed (no try is left).',
    labels: ['task', 'state'],
    of: ({ queue }) =>
      queue.flatMap((each) =>
        (['working', 'waiting', 'later', 'failed'] as const).map((state): [string, string, number] => [
          each.task,
          state,
          each[state],
        ]),
      ),
  },
  {
    name: 'halle_queue_oldest_seconds',
    help: 'How long the oldest waiting job of a task could have begun.',
    labels: ['task'],
    of: ({ queue }) => queue.map(({ task, oldestSeconds }) => [task, oldestSeconds ?? 0]),
  },
  {
    name: 'halle_training_runs',
    help: 'Training runs by status.',
    labels: ['status'],
    of: ({ runs }) => RUN_STATUS.map((status) => [status, runs[status] ?? 0]),
  },
  {
    name: 'halle_datasets',
    help: 'Datasets by kind and status.',
    labels: ['kind', 'status'],
    of: ({ datasets }) => datasets.map((each) => [each.kind, each.status, each.datasets]),
  },
  {
    name: 'halle_rows',
    help: 'Rows of loaded datasets by kind: loaded or rejected.',
    labels: ['kind', 'outcome'],
    of: ({ rows }) =>
      rows.flatMap(({ kind, loaded, rejected }): [string, string, number][] => [
        [kind, 'loaded', loaded],
        [kind, 'rejected', rejected],
      ]),
  },
  {
    name: 'halle_last_load_timestamp_seconds',
    help: 'When the newest file was loaded.',
    labels: [],
    of: ({ lastLoad }) => one(lastLoad),
  },
  {
    name: 'halle_last_ingest_timestamp_seconds',
    help: 'When rows last came over HTTP; of the last week.',
    labels: [],
    of: ({ lastIngest }) => one(lastIngest),
  },
  {
    name: 'halle_recent_predictions',
    help: 'Predictions of the last 15 minutes by decision, at most 20,000.',
    labels: ['decision'],
    of: ({ recent }) => ['long', 'short'].map((decision) => [decision, recent[decision] ?? 0]),
  },
  {
    name: 'halle_model_in_use_id',
    help: 'The id of the model in use.',
    labels: [],
    of: ({ modelInUse }) => one(modelInUse && modelInUse.id),
  },
  {
    name: 'halle_model_in_use_since_timestamp_seconds',
    help: 'Since when it is in use.',
    labels: [],
    of: ({ modelInUse }) => one(modelInUse && modelInUse.since),
  },
  { name: 'halle_open_alarms', help: 'Open alarms of drift.', labels: [], of: ({ alarms }) => one(alarms) },
  {
    name: 'halle_datasets_in_review',
    help: 'Datasets that need a look before they are trained on.',
    labels: [],
    of: ({ inReview }) => one(inReview),
  },
  {
    name: 'halle_database_bytes',
    help: 'Size of the database.',
    labels: [],
    of: ({ databaseBytes }) => one(databaseBytes),
  },
  { name: 'halle_trainers', help: 'Trainers that live.', labels: [], of: ({ trainers }) => one(trainers) },
];
