import type { SupabaseClient } from '@supabase/supabase-js';
import type { Model } from '../../../shared/contracts/models.ts';
import { serviceClient } from '../_shared/caller.ts';
import { orThrow } from '../_shared/database-error.ts';
import type { Environment } from '../_shared/environment.ts';
import { explainerOf } from '../_shared/explainer.ts';
import { downloadModel, findModel, findTrees, sessions, toModel, type ModelRow } from '../_shared/models.ts';
import { scoreArrays, type LoadedModel } from '../_shared/onnx/model.ts';
import { treeReasons } from '../_shared/reasons/tree-reasons.ts';
import { whatIfReasons } from '../_shared/reasons/what-if.ts';
import type { Side } from './compare.ts';
import type { Explain } from './flips.ts';
import type { EvaluationCars } from './window.ts';

/** A model that is measured, with the threshold that it decides by and where its file is. */
export type MeasuredModel = Model & Pick<ModelRow, 'storage_path'>;

/**
 * The models as the caller may see them. The one in use decides by the threshold that it was put in use with, which
 * may be another than its own. Errors: `not_found` with the id.
 */
export async function modelsOf(client: SupabaseClient, ids: readonly number[]): Promise<MeasuredModel[]> {
  const [deployed, ...rows] = await Promise.all([
    client.from('deployments').select('model_id, threshold').order('id', { ascending: false }).limit(1),
    ...ids.map((id) => findModel(client, id)),
  ]);
  const [inUse] = orThrow(deployed) ?? [];
  return rows.map((row) => {
    const model = { ...toModel(row), storage_path: row.storage_path };
    return inUse?.model_id === model.id ? { ...model, threshold: inUse.threshold } : model;
  });
}

const ask = <T>(model: MeasuredModel, environment: Environment, use: (model: LoadedModel) => Promise<T>) =>
  sessions.with(
    model.sha256,
    () => downloadModel(serviceClient(environment), model.storage_path, model.sha256),
    use,
  );

/** A model with what it said of each car, and why it sends cars to the long test. */
export type Scored = Side & { explain: Explain };

/** Has a model say of each car how likely it is to fail. */
export async function score(
  model: MeasuredModel,
  cars: EvaluationCars,
  environment: Environment,
): Promise<Scored> {
  const { id, name, threshold } = model;
  const probability = await ask(model, environment, (loaded) => scoreArrays(loaded, cars.columns, cars.rows));
  const baseRate = model.baseline?.threshold ?? null;
  return {
    id,
    name,
    threshold,
    baseRate,
    probability,
    explain: explainBy(model, environment),
  };
}

/** As `predict` says it: by the model's trees, else by asking it again. */
function explainBy(model: MeasuredModel, environment: Environment): Explain {
  const { id, typical, importance } = model;
  return async (rows, probability) => {
    if (rows.length === 0) return [];
    const explainer = await explainerOf(await findTrees(serviceClient(environment), id), environment);
    if (explainer) return rows.map((row) => treeReasons(explainer, row, 'long', typical));
    return await ask(model, environment, (loaded) =>
      whatIfReasons(loaded, rows, probability, { importance, typical }),
    );
  };
}
