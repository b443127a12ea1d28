import { z } from 'zod';
import { overrideSchema, predictionSchema } from './predict.ts';

/** A car that the gate asked for, as the rpc `gate_answers` tells it: each once, by its newest answer. */
export const gateAnswerSchema = z.object({
  prediction: predictionSchema,
  modelName: z.string(),
  /** When it was answered; an instant with its zone. */
  at: z.string(),
  /** When it was typed, by the gate's clock. */
  askedAt: z.string().nullable(),
  /** Answered only when a lost connection was back. */
  late: z.boolean(),
  /** Whether the reader may still decide otherwise. */
  open: z.boolean(),
  operator: overrideSchema.nullable(),
});
export type GateAnswer = z.infer<typeof gateAnswerSchema>;

/** A car that has passed ZP7 and not entered the road test, as the rpc `expected_cars` tells it, in order of arrival. */
export const expectedCarSchema = z.object({
  knr: z.string(),
  /** When it passed ZP7; plant time. */
  arrivedAt: z.string(),
  /** The newest answer of the model in use; null when it was never asked about this car. */
  prediction: predictionSchema.nullable(),
  modelName: z.string().nullable(),
  answeredAt: z.string().nullable(),
  /** The model would be asked with the same values now. */
  fresh: z.boolean(),
});
export type ExpectedCar = z.infer<typeof expectedCarSchema>;
