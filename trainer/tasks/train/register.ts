import type { ModelMetadata } from '../../../shared/contracts/models.ts';
import { errorBodySchema, HalleError } from '../../../shared/errors.ts';
import { z } from 'zod';
import type { TrainerContext } from '../../context.ts';

/**
 * Registers a model as any other trainer would, through `POST /createModel`. A run that is taken up again after a
 * crash writes the same bytes: that they are registered already is then the success of the first try.
 */
export async function registerModel(
  { settings }: TrainerContext,
  files: { onnx: Uint8Array<ArrayBuffer>; trees: Uint8Array<ArrayBuffer> | null },
  metadata: ModelMetadata,
): Promise<number> {
  const form = new FormData();
  form.set('metadata', JSON.stringify(metadata));
  const blob = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes], { type: 'application/octet-stream' });
  form.set('file', blob(files.onnx), 'model.onnx');
  if (files.trees) form.set('trees', blob(files.trees), 'model.trees');
  const response = await fetch(`${settings.apiUrl}/functions/v1/createModel`, {
    method: 'POST',
    headers: { apikey: settings.secretKey, authorization: `Bearer ${settings.secretKey}` },
    body: form,
    signal: AbortSignal.timeout(60_000),
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return z.object({ id: z.int() }).parse(body).id;
  const refused = errorBodySchema.safeParse(body);
  if (!refused.success) throw new Error(`createModel answered ${response.status}`);
  const { code, message, details } = refused.data.error;
  if (code === 'already_registered' && typeof details?.['id'] === 'number') return details['id'];
  if (response.status >= 500) throw new Error(message); // the queue tries again
  throw new HalleError(code, message, details);
}
