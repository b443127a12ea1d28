import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import { goldenCarSchema } from '../../../../shared/contracts/deployments.ts';
import { modelInputSchema } from '../../../../shared/contracts/models.ts';
import { HalleError } from '../../../../shared/errors.ts';
import { orThrow } from '../../_shared/database-error.ts';

const rowSchema = z.object({
  id: z.int(),
  sha256: z.string(),
  storage_path: z.string(),
  trees_path: z.string().nullable(),
  trees_sha256: z.string().nullable(),
  inputs: z.array(modelInputSchema),
  typical: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
  golden: z.array(goldenCarSchema),
});
/** What is registered about a model, as far as its file can be held to it. */
export type RegisteredModel = z.infer<typeof rowSchema>;

/** Errors: `not_found` with the id. */
export async function findRegistered(client: SupabaseClient, id: number): Promise<RegisteredModel> {
  const row = orThrow(
    await client.from('models').select(Object.keys(rowSchema.shape).join(', ')).eq('id', id).maybeSingle(),
  );
  if (!row) throw new HalleError('not_found', `There is no model ${id}.`, { id });
  return rowSchema.parse(row);
}
