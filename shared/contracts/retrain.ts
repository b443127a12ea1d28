import { z } from 'zod';
import { RUN_CAUSE } from './runs.ts';

/** An alarm as a cause tells it. */
export const causingAlarmSchema = z.object({
  id: z.int(),
  /** Of the catalogue, or `probability`. */
  feature: z.string(),
  checkpoint: z.string().nullable(),
  since: z.string(),
});
export type CausingAlarm = z.infer<typeof causingAlarmSchema>;

/** One of the causes of a run (`training_runs.causes`). */
export const causeSchema = z.object({
  cause: z.enum(RUN_CAUSE),
  at: z.string(),
  /** Newly labelled cars that the policy had counted. */
  labels: z.int().optional(),
  alarmId: z.int().optional(),
  feature: z.string().optional(),
  checkpoint: z.string().nullish(),
  since: z.string().optional(),
});
export type Cause = z.infer<typeof causeSchema>;

/** What is new since the snapshot of the model in use (`training_runs.news`), told when the run starts. */
export const newsSchema = z.object({
  /** The model in use; null: none was. */
  modelId: z.int().nullable(),
  /** Labelled cars that it has neither learned from nor been measured on; null: nobody knows which it learned from. */
  cars: z.int().nullable(),
  failures: z.int().nullable(),
  alarms: z.array(causingAlarmSchema),
});
export type News = z.infer<typeof newsSchema>;

/** The plant's policy: the columns of `retrain_policy`, which documents each. */
export const policySchema = z.object({
  min_new_labels: z.int().positive().nullable(),
  on_alarm: z.boolean(),
  schedule: z.enum(['day', 'week']).nullable(),
  schedule_weekday: z.int().min(1).max(7),
  schedule_hour: z.int().min(0).max(23),
  time_zone: z.string().min(1),
  by_button: z.boolean(),
  by_http: z.boolean(),
  debounce_seconds: z.int().min(0).max(86_400),
});
export type Policy = z.infer<typeof policySchema>;

/** The policy with what it has counted and what waits for a run to end. */
export const policyStateSchema = policySchema.extend({
  labels_since_run: z.int(),
  waiting: z.array(causeSchema),
});
export type PolicyState = z.infer<typeof policyStateSchema>;
