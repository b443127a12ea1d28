import { z } from 'zod';

/** What is looked at before a model is put in use, in the order in which it is shown. */
export const PREFLIGHT_CHECKS = ['file', 'loads', 'inputs', 'golden', 'latency', 'comparison'] as const;

export const preflightCheckSchema = z.object({
  check: z.enum(PREFLIGHT_CHECKS),
  /** `skipped`: there is nothing to check it with (no golden cars); it does not block. */
  result: z.enum(['ok', 'failed', 'skipped']),
  /** One sentence, in English, with what was found. */
  found: z.string(),
});
export type PreflightCheck = z.infer<typeof preflightCheckSchema>;

/** `POST /predict/preflight` */
export const preflightRequestSchema = z.object({ modelId: z.int().positive() }).strict();
export const preflightSchema = z.object({
  id: z.int(),
  modelId: z.int(),
  ok: z.boolean(),
  checks: z.array(preflightCheckSchema),
  createdAt: z.string(),
});
export type Preflight = z.infer<typeof preflightSchema>;

/** A car whose probability the trainer told, so that the serving runtime can be held to it. */
export const goldenCarSchema = z.object({
  features: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
  probability: z.number().min(0).max(1),
});
export type GoldenCar = z.infer<typeof goldenCarSchema>;
export const GOLDEN_CARS = 20;
