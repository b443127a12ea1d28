import { z } from 'zod';

/** The name under which a model's own answers are watched, beside its features. */
export const PROBABILITY = 'probability';

/** What a window says of a feature; kept in `monitor_windows.findings`, the largest effect first. */
export const findingSchema = z.object({
  feature: z.string(),
  pValue: z.number().min(0).max(1),
  /** For the number of features that were tested. */
  corrected: z.number().min(0).max(1),
  drifted: z.boolean(),
  /** Failures that the model predicts more (below 0: fewer) per 1,000 cars; null: its curves do not tell. */
  effect: z.number().nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

/** Why a window was not compared: the model's snapshot is missing, or has fewer than three windows, or than four weeks. */
export const untestedSchema = z.enum(['no_snapshot', 'few_cars', 'few_weeks']);
export type Untested = z.infer<typeof untestedSchema>;

export const monitorWindowSchema = z.object({
  number: z.int().positive(),
  cars: z.int().positive(),
  firstAt: z.string(),
  lastAt: z.string(),
  untested: untestedSchema.nullable(),
  findings: z.array(findingSchema),
});
export type MonitorWindow = z.infer<typeof monitorWindowSchema>;

const share = z.number().min(0).max(1);
const shares = { reference: share, now: share };
/** Cars by a feature's value: in what the model learned from, and in the window. Each bin says what it holds. */
export const pictureSchema = z.object({
  kind: z.enum(['number', 'category']),
  /** Of the known values of a number. */
  mean: z.object({ reference: z.number(), now: z.number() }).nullable(),
  bins: z.array(
    z.union([
      /** At or above `from` and below `to`; null: open. */
      z.object({ from: z.number().nullable(), to: z.number().nullable(), ...shares }),
      z.object({ category: z.string(), ...shares }),
      z.object({ other: z.literal(true), ...shares }),
      z.object({ missing: z.literal(true), ...shares }),
    ]),
  ),
});
export type Picture = z.infer<typeof pictureSchema>;

export const alarmSchema = z.object({
  id: z.int(),
  modelId: z.int(),
  feature: z.string(),
  since: z.string(),
  raisedAt: z.string(),
  firstWindow: z.int(),
  lastWindow: z.int(),
  windowCars: z.int(),
  pValue: z.number(),
  effect: z.number().nullable(),
  checkpoint: z.string().nullable(),
  picture: pictureSchema,
  expectedBy: z.int().nullable(),
  closedAt: z.string().nullable(),
  closeReason: z.string().nullable(),
});
export type Alarm = z.infer<typeof alarmSchema>;

/** What rpc `monitor_status` answers; null without a model in use. `waiting`: cars since the newest window. */
export const monitorStatusSchema = z
  .object({
    modelId: z.int(),
    name: z.string(),
    hasReference: z.boolean(),
    window: z.int(),
    waiting: z.int(),
  })
  .nullable();
export type MonitorStatus = z.infer<typeof monitorStatusSchema>;
