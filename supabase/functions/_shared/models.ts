import type { SupabaseClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { HalleError } from '../../../shared/errors.ts';
import { modelExplanationSchema, modelSchema, type Model } from '../../../shared/contracts/models.ts';
import { contentHash } from './content-hash.ts';
import { orThrow } from './database-error.ts';
import type { TreeFile } from './explainer.ts';
import { SessionCache } from './onnx/session-cache.ts';
import { ExplainerCache } from './trees/explainer-cache.ts';

/** Three models: the one in use, and two that are being compared. */
export const sessions = new SessionCache(3);
/** The model in use, and the one before it while requests still hold it. */
export const explainers = new ExplainerCache(2);

/** A row of the view `model_overview`. */
export type ModelRow = Record<string, unknown> & {
  id: number;
  sha256: string;
  storage_path: string;
  holdout_from: string | null;
};

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The row in the words of the contract; columns that the contract does not have are left out. */
export function toModel(row: ModelRow): Model {
  return modelSchema.parse(
    Object.fromEntries(Object.entries(row).map(([key, value]) => [camel(key), value])),
  );
}

/** A model as the caller may see it. Errors: `not_found` with the id. */
export async function findModel(client: SupabaseClient, id: number): Promise<ModelRow> {
  const row: ModelRow | null = orThrow(
    await client.from('model_overview').select('*').eq('id', id).maybeSingle(),
  );
  if (!row) throw new HalleError('not_found', `There is no model ${id}.`, { id });
  return row;
}

/** The model's tree file and its curves, which the view leaves out. `id` is that of a model the caller has seen. */
export async function findExplanation(
  client: SupabaseClient,
  id: number,
): Promise<z.infer<typeof modelExplanationSchema>> {
  const row = orThrow(await client.from('models').select('trees_sha256, dependence').eq('id', id).single());
  return modelExplanationSchema.parse({ treesSha256: row?.trees_sha256, dependence: row?.dependence });
}

/** Where the model's tree file is. `id` is that of a model the caller has seen. */
export async function findTrees(client: SupabaseClient, id: number): Promise<TreeFile> {
  const row = orThrow(await client.from('models').select('trees_path, trees_sha256').eq('id', id).single());
  return { treesPath: row?.trees_path ?? null, treesSha256: row?.trees_sha256 ?? null };
}

/**
 * The bytes of a model's file or of its tree file, the very ones that were registered. `client` is the secret key's: the
 * caller has seen the row already. Errors: `unavailable` when Storage does not give them, or has others under this name.
 */
export async function downloadModel(
  client: SupabaseClient,
  path: string,
  sha256: string,
): Promise<Uint8Array> {
  const { data, error } = await client.storage.from('models').download(path);
  if (error) throw unavailable(`The file ${path} cannot be had from Storage (${error.message}).`, path);
  const bytes = new Uint8Array(await data.arrayBuffer());
  const found = contentHash(bytes);
  if (found === sha256) return bytes;
  throw unavailable(
    `The file ${path} in Storage is not the one that was registered: its sha256 is ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}….`,
    path,
  );
}

function unavailable(message: string, path: string): HalleError {
  console.error(message);
  return new HalleError('unavailable', message, { path });
}
