import type { SupabaseClient } from '@supabase/supabase-js';
import type { PreflightCheck } from '../../../../shared/contracts/deployments.ts';
import { loadModel, type LoadedModel } from '../../_shared/onnx/model.ts';
import { checkFile } from './file.ts';
import { failed, ok, wordsOf, type Finding } from './finding.ts';
import { checkGolden } from './golden.ts';
import { checkInputs } from './inputs.ts';
import { checkLatency } from './latency.ts';
import type { RegisteredModel } from './model.ts';

type Checks = Record<Exclude<PreflightCheck['check'], 'comparison'>, Finding>;

/**
 * Everything that can be seen from the model's file, in a session of its own: what other requests hold in memory may be
 * of other bytes. A check that cannot be run because of an earlier one has failed, and says of which.
 */
export async function runChecks(service: SupabaseClient, model: RegisteredModel): Promise<Checks> {
  const { finding: file, bytes } = await checkFile(service, model);
  if (!bytes) return { file, ...notRun('file') };
  let loaded: LoadedModel;
  const began = performance.now();
  try {
    loaded = await loadModel(bytes);
  } catch (error) {
    const { loads: _, ...rest } = notRun('loads');
    return { file, loads: failed(`ONNX Runtime cannot load it (${wordsOf(error)}).`), ...rest };
  }
  const loads = ok(`ONNX Runtime loaded it in ${(performance.now() - began).toFixed(0)} ms.`);
  try {
    return {
      file,
      loads,
      inputs: checkInputs(loaded.inputs, model.inputs),
      golden: await asked(() => checkGolden(loaded, model.golden)),
      latency: await asked(() => checkLatency(loaded, model)),
    };
  } finally {
    await loaded.release().catch(() => undefined);
  }
}

/** A model that fails when it is run fails the check. */
async function asked(check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return failed(`It fails when it is run (${wordsOf(error)}).`);
  }
}

function notRun(because: 'file' | 'loads'): Omit<Checks, 'file'> {
  const finding = failed(`Not run, because the check "${because}" failed.`);
  return { loads: finding, inputs: finding, golden: finding, latency: finding };
}
