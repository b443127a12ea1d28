import { z } from 'zod';
import { predictResponseSchema } from '$shared/contracts/predict.ts';
import { session } from '$lib/session/session.svelte.ts';
import { callFunction, rest } from './rest.ts';

const factsSchema = z.object({
  knr: z.string(),
  model: z.string().nullable(),
  color: z.string().nullable(),
  engine: z.string().nullable(),
  roadTestAt: z.string().nullable(),
  roadTestFailed: z.boolean().nullable(),
  failures: z.array(
    z.object({ checkpoint: z.string(), failure: z.string(), failureGroup: z.string(), foundAt: z.string() }),
  ),
  lastPoint: z
    .object({ status: z.string(), checkpoint: z.string().nullable(), passedAt: z.string() })
    .nullable(),
  testFailures: z.array(
    z.object({
      testGroup: z.number(),
      name: z.string(),
      unit: z.string(),
      value: z.number().nullable(),
      testedAt: z.string(),
    }),
  ),
});
export type CarFacts = z.infer<typeof factsSchema>;

/** Asks the model in use about one car. @throws Failure unknown_car, no_model_in_use, … */
export async function predictCar(knr: string) {
  const answer = await callFunction('predict', predictResponseSchema, { knr });
  const prediction = answer.predictions[0];
  if (!prediction) throw new Error('predict answered without a prediction');
  return { model: answer.model, prediction };
}

/** The main facts of a car; null when nothing was ever loaded about it. */
export function carFacts(knr: string): Promise<CarFacts | null> {
  return rest(session.client.rpc('car_facts', { car: knr }), factsSchema.nullable());
}
