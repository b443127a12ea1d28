import { z } from 'zod';
import { verdictWordSchema } from './evaluate.ts';

/** What a run that failed says, as `training_runs.error` keeps it. */
const errorSchema = z.object({ code: z.string(), message: z.string() }).loose();

/** The facts of each kind of notice: the sentence is made of them in the reader's language. */
export const noticeFactsSchema = {
  run_finished: z.object({
    runId: z.int(),
    status: z.enum(['succeeded', 'failed']),
    cause: z.string(),
    modelId: z.int().nullable(),
    modelName: z.string().nullable(),
    error: errorSchema.nullable(),
  }),
  candidate_ready: z.object({
    modelId: z.int(),
    modelName: z.string(),
    /** Null for a model from elsewhere. */
    runId: z.int().nullable(),
    /** What it was first compared with; null until then. */
    againstId: z.int().nullable(),
    againstName: z.string().nullable(),
    verdict: verdictWordSchema.nullable(),
  }),
  alarm: z.object({
    alarmId: z.int(),
    modelId: z.int(),
    /** A feature of the catalogue, or `probability`. */
    feature: z.string(),
    since: z.string(),
    checkpoint: z.string().nullable(),
    /** Failures predicted more (or, below zero, fewer) per 1,000 cars. */
    effect: z.number().nullable(),
  }),
  deployment: z.object({
    deploymentId: z.int(),
    modelId: z.int(),
    modelName: z.string(),
    threshold: z.number(),
    /** The account's id: an address is told only to those who may read it. */
    deployedBy: z.string(),
    reason: z.string(),
    rolledBackTo: z.int().nullable(),
    previousModelId: z.int().nullable(),
    previousThreshold: z.number().nullable(),
  }),
  dataset_needs_look: z.object({
    datasetId: z.int(),
    name: z.string(),
    kind: z.string().nullable(),
    why: z.enum(['quality', 'question']),
  }),
  webhook_off: z.object({
    webhookId: z.int(),
    /** Without the path: it may hold a secret of the receiver's. */
    host: z.string().nullable(),
    because: z.enum(['failures', 'gone']),
  }),
} as const;

export const noticeKindSchema = z.object(noticeFactsSchema).keyof();
export type NoticeKind = z.infer<typeof noticeKindSchema>;

const base = {
  id: z.int(),
  createdAt: z.string(),
  read: z.boolean(),
  /** Who put the model in use; null for an operator, who is not told. */
  person: z.string().nullable(),
};
const notice = <K extends NoticeKind>(kind: K) =>
  z.object({ ...base, kind: z.literal(kind), facts: noticeFactsSchema[kind] });

export const noticeSchema = z.discriminatedUnion('kind', [
  notice('run_finished'),
  notice('candidate_ready'),
  notice('alarm'),
  notice('deployment'),
  notice('dataset_needs_look'),
  notice('webhook_off'),
]);
export type Notice = z.infer<typeof noticeSchema>;

/** `rpc my_notices`: the newest first. */
export const myNoticesSchema = z.object({ unread: z.int(), notices: z.array(noticeSchema) });
export type MyNotices = z.infer<typeof myNoticesSchema>;
