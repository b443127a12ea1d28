import type { SupabaseClient } from '@supabase/supabase-js';
import type { Metrics } from '../../../shared/metrics/evaluate.ts';
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

/** A model that is measured, with the threshold that it decides by. */
export interface MeasuredModel {
  row: ModelRow;
  threshold: number;
  baseline: Metrics | null;
}

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
    const { threshold, baseline } = toModel(row);
    return { row, threshold: inUse?.model_id === row.id ? inUse.threshold : threshold, baseline };
  });
}

const ask = <T>({ row }: MeasuredModel, environment: Environment, use: (model: LoadedModel) => Promise<T>) =>
  sessions.with(
    row.sha256,
    () => downloadModel(serviceClient(environment), row.storage_path, row.sha256),
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
  const { id, name } = toModel(model.row);
  const probability = await ask(model, environment, (loaded) => scoreArrays(loaded, cars.columns, cars.rows));
  const baseRate = model.baseline?.threshold ?? null;
  return {
    id,
    name,
    threshold: model.threshold,
    baseRate,
    probability,
    explain: explainBy(model, environment),
  };
}

/** As `predict` says it: by the model's trees, else by asking it again. */
function explainBy(model: MeasuredModel, environment: Environment): Explain {
  const { id, typical, importance } = toModel(model.row);
  return async (rows, probability) => {
    if (rows.length === 0) return [];
    const explainer = await explainerOf(await findTrees(serviceClient(environment), id), environment);
    if (explainer) return rows.map((row) => treeReasons(explainer, row, 'long', typical));
    return await ask(model, environment, (loaded) =>
      whatIfReasons(loaded, rows, probability, { importance, typical }),
    );
  };
}
