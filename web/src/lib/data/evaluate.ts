import { evaluateResponseSchema, type EvaluateResponse } from '$shared/contracts/evaluate.ts';
import { callFunction } from './rest.ts';

/** Measures a model, or two on the same cars. The server keeps the answer. @throws Failure */
export function evaluateModels(
  modelId: number,
  against: number | null,
  signal: AbortSignal,
): Promise<EvaluateResponse> {
  const body = against === null ? { modelId } : { modelId, against };
  return callFunction('evaluate', evaluateResponseSchema, body, signal);
}
