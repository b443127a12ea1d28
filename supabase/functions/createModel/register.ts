import type { SupabaseClient } from '@supabase/supabase-js';
import type { ModelMetadata } from '../../../shared/contracts/models.ts';
import { HalleError } from '../../../shared/errors.ts';
import type { Caller } from '../_shared/caller.ts';
import { contentHash } from '../_shared/content-hash.ts';
import { fromDatabase, orThrow } from '../_shared/database-error.ts';
import type { ModelInput } from '../_shared/onnx/model.ts';

const UNIQUE_VIOLATION = '23505';
const FOREIGN_KEY_VIOLATION = '23503';

/** The same file is registered once. Errors: `already_registered` with the id of the model that has this content. */
export async function refuseDuplicate(service: SupabaseClient, sha256: string): Promise<void> {
  const row = orThrow(await service.from('models').select('id, name').eq('sha256', sha256).maybeSingle());
  if (row) {
    throw new HalleError('already_registered', `This file is model ${row.id}, "${row.name}", already.`, {
      id: row.id,
    });
  }
}

/**
 * Puts the checked files in bucket `models` and their row in the table. Returns the id. Files without a row are removed.
 * Both are named after the ONNX file, which is registered once: no other model's file is ever removed.
 */
export async function register(
  service: SupabaseClient,
  model: {
    bytes: Uint8Array;
    sha256: string;
    trees: Uint8Array | null;
    inputs: ModelInput[];
    metadata: ModelMetadata;
    createdBy: Pick<Caller, 'userId' | 'keyId'>;
  },
): Promise<number> {
  const { bytes, sha256, trees, metadata } = model;
  const path = `${sha256}.onnx`;
  const treesPath = trees ? `${sha256}.trees` : null;
  const bucket = service.storage.from('models');
  const store = async (name: string, content: Uint8Array) => {
    const options = { contentType: 'application/octet-stream', upsert: true };
    const stored = await bucket.upload(name, content, options);
    if (stored.error) throw new Error(`model file ${name}: ${stored.error.message}`);
  };
  await store(path, bytes);
  if (trees && treesPath) await store(treesPath, trees);
  const { data, error, status } = await service
    .from('models')
    .insert({
      name: metadata.name,
      algorithm: metadata.algorithm,
      storage_path: path,
      sha256,
      bytes: bytes.length,
      trees_path: treesPath,
      trees_sha256: trees && contentHash(trees),
      inputs: model.inputs,
      threshold: metadata.threshold,
      threshold_policy: metadata.thresholdPolicy,
      cars_trained: metadata.carsTrained,
      metrics: metadata.metrics,
      baseline: metadata.baseline,
      holdout_from: metadata.holdoutFrom,
      parameters: metadata.parameters,
      importance: metadata.importance,
      dependence: metadata.dependence,
      typical: metadata.typical,
      golden: metadata.golden,
      snapshot_id: metadata.snapshotId,
      training_run_id: metadata.trainingRunId,
      created_by: model.createdBy.userId,
      created_key: model.createdBy.keyId,
    })
    .select('id')
    .single();
  if (!error) return data.id;
  if (error.code === UNIQUE_VIOLATION) await refuseDuplicate(service, sha256);
  await bucket.remove(treesPath ? [path, treesPath] : [path]);
  if (error.code === UNIQUE_VIOLATION && metadata.trainingRunId !== null) {
    throw new HalleError(
      'already_registered',
      `Training run ${metadata.trainingRunId} has a model already.`,
      {
        trainingRunId: metadata.trainingRunId,
      },
    );
  }
  if (error.code === FOREIGN_KEY_VIOLATION) {
    const field = error.message.includes('snapshot') ? 'snapshotId' : 'trainingRunId';
    throw new HalleError('invalid_field', `metadata.${field}: there is none with this id.`, {
      field: `metadata.${field}`,
    });
  }
  throw fromDatabase(error, status);
}
