import { z } from 'zod';
import {
  expectedCarSchema,
  gateAnswerSchema,
  type ExpectedCar,
  type GateAnswer,
} from '$shared/contracts/gate.ts';
import { predictResponseSchema, type PredictResponse } from '$shared/contracts/predict.ts';
import { session } from '$lib/session/session.svelte.ts';
import { Failure } from './failure.ts';
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

/** After so many ms the operator does not wait any longer: the connection counts as lost. */
const PATIENCE = 8_000;

/**
 * Asks the model in use about the car at the gate. Asked again with the same `requestId`, what was answered comes again.
 * @throws Failure unknown_car, no_model_in_use, offline, …
 */
export async function askAtGate(request: {
  knr: string;
  requestId: string;
  askedAt: string;
  late: boolean;
}): Promise<PredictResponse> {
  const given = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Renewing an access token without a connection takes long, too, and cannot be stopped.
  const tooLong = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      given.abort();
      fail(new Failure('offline', `No answer within ${PATIENCE / 1000} s.`));
    }, PATIENCE);
  });
  try {
    return await Promise.race([
      callFunction('predict', predictResponseSchema, request, given.signal),
      tooLong,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks about cars that have not come to the gate yet. What was answered is told by `expectedCars`. @throws Failure */
export async function askAhead(knrs: readonly string[]): Promise<void> {
  await callFunction('predict', predictResponseSchema, { knrs, ahead: true });
}

export function expectedCars(most: number): Promise<ExpectedCar[]> {
  return rest(session.client.rpc('expected_cars', { most }), z.array(expectedCarSchema));
}

export function gateAnswers(most: number): Promise<GateAnswer[]> {
  return rest(session.client.rpc('gate_answers', { most }), z.array(gateAnswerSchema));
}

/** The main facts of a car; null when nothing was ever loaded about it. */
export function carFacts(knr: string): Promise<CarFacts | null> {
  return rest(session.client.rpc('car_facts', { car: knr }), factsSchema.nullable());
}
