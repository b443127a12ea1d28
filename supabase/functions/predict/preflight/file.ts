import type { SupabaseClient } from '@supabase/supabase-js';
import { downloadModel } from '../../_shared/models.ts';
import { failed, ok, wordsOf, type Finding } from './finding.ts';
import type { RegisteredModel } from './model.ts';

/**
 * Whether Storage has the very bytes that were registered, of the tree file too. `bytes` are those of the ONNX file,
 * null when the check failed: what is not known to be the model is not opened.
 */
export async function checkFile(
  service: SupabaseClient,
  model: RegisteredModel,
): Promise<{ finding: Finding; bytes: Uint8Array | null }> {
  const { storage_path, sha256, trees_path, trees_sha256 } = model;
  try {
    const bytes = await downloadModel(service, storage_path, sha256);
    if (trees_path && trees_sha256) await downloadModel(service, trees_path, trees_sha256);
    const what = trees_path
      ? 'The ONNX file and the tree file are those that were'
      : 'The ONNX file is the one that was';
    return {
      finding: ok(`${what} registered: ${bytes.length} bytes, sha256 ${sha256.slice(0, 12)}.`),
      bytes,
    };
  } catch (error) {
    return { finding: failed(wordsOf(error)), bytes: null };
  }
}
