import type { SupabaseClient } from '@supabase/supabase-js';
import { HalleError } from '../../../shared/errors.ts';
import { modelSchema, type Model } from '../../../shared/contracts/models.ts';
import { orThrow } from './database-error.ts';
import { SessionCache } from './onnx/session-cache.ts';

/** Three models: the one in use, and two that are being compared. */
export const sessions = new SessionCache(3);

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

/** The bytes of a model's file. `client` is the secret key's: the caller has seen the row already. */
export async function downloadModel(client: SupabaseClient, path: string): Promise<Uint8Array> {
  const { data, error } = await client.storage.from('models').download(path);
  if (error) throw new Error(`model file ${path}: ${error.message}`);
  return new Uint8Array(await data.arrayBuffer());
}
