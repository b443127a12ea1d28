import { HalleError } from '../../../../shared/errors.ts';
import type { FeatureRow } from '../../../../shared/features/catalogue.ts';
import { serviceClient } from '../../_shared/caller.ts';
import type { Environment } from '../../_shared/environment.ts';
import { downloadModel, sessions } from '../../_shared/models.ts';
import { scoreRows } from '../../_shared/onnx/model.ts';

/** What the rpc `challenger_work` answers: a model and the predictions it has not scored. */
export interface Work {
  modelId: number;
  storagePath: string;
  sha256: string;
  predictions: { id: number; features: FeatureRow }[];
}

/** A prediction and what the challenger says of it; null when it cannot say anything. */
export type Score = [prediction: number, probability: number | null];

/**
 * Each prediction's kept features, scored with the challenger's file. A file that cannot be had now may be had later:
 * `unavailable`, and the queue asks again. A file that is no model, or does not answer, will not become one: its
 * predictions are told as unscorable, so that they are not asked for again and again.
 */
export async function scoreWork(work: Work, environment: Environment): Promise<Score[]> {
  const fetchBytes = () => downloadModel(serviceClient(environment), work.storagePath, work.sha256);
  const rows = work.predictions.map(({ features }) => features);
  try {
    const probability = await sessions.with(work.sha256, fetchBytes, (model) => scoreRows(model, rows));
    return work.predictions.map(({ id }, index) => [id, usable(probability[index])]);
  } catch (error) {
    if (error instanceof HalleError) throw error;
    console.error(`challenger: model ${work.modelId}: ${messageOf(error)}`);
    return work.predictions.map(({ id }) => [id, null]);
  }
}

const usable = (probability: number | undefined) =>
  probability !== undefined && probability >= 0 && probability <= 1 ? probability : null;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
