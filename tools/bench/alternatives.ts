import type postgres from 'postgres';
import { scoreRows, loadModel } from '../../supabase/functions/_shared/onnx/model.ts';
import { putCars, removeCars } from '../test/fixtures/cars.ts';
import { deployAsPerson, preflightOf } from '../test/fixtures/deploy.ts';
import { call, modelForm } from '../test/fixtures/functions.ts';
import { metadataOf, onnxFileOf, someCars, trainedModel, treeFileOf } from '../test/fixtures/models.ts';
import { accessToken, signedInClient } from '../test/stack.ts';
import { changeUnderLoad, type Alternative, type ChangeFigures } from './change-under-load.ts';

const CARS = 60;

/**
 * Changes between two models under load on the stack that HALLE_STACK names: two models of different seeds and thresholds, evaluated
 * against each other and checked once, and cars of a year that nothing else uses. The deployments stay in its ledger.
 * `unkept`: answers that were not kept with the deployment that gave them, and kept ones that nobody was answered.
 */
export async function measureChanges(
  sql: postgres.Sql,
  { year, changes, clients }: { year: string; changes: number; clients: number },
): Promise<ChangeFigures & { unkept: number }> {
  await removeCars(sql, year);
  const cars = someCars(CARS, 21).map(({ row, failed }, index) => ({
    knr: `${year}-${String(index).padStart(7, '0')}`,
    features: row,
    roadTestAt: new Date(Date.UTC(Number(year), 0, 1) + index * 3600_000).toISOString().slice(0, 19),
    failed,
  }));
  await putCars(sql, cars);
  try {
    const engineer = await signedInClient('engineer');
    const token = await accessToken(engineer);
    const operator = await accessToken(await signedInClient('operator'));
    const rows = cars.map((car) => car.features);
    const register = async (seed: number, threshold: number): Promise<Alternative> => {
      const model = await trainedModel(seed);
      const bytes = onnxFileOf(model);
      const probability = await scoreRows(await loadModel(bytes), rows);
      const golden = rows.slice(0, 20).map((features, n) => ({ features, probability: probability[n]! }));
      const body = modelForm(bytes, metadataOf(`under load ${threshold}`, { golden }), treeFileOf(model));
      const made = await call('createModel', token, { method: 'POST', body });
      if (made.status !== 201) throw new Error(JSON.stringify(made.body));
      return {
        modelId: made.body.id,
        threshold,
        probability: new Map(cars.map(({ knr }, n) => [knr, probability[n]!])),
      };
    };
    const seed = Date.now() % 1_000_000;
    const first = await register(seed, 0.2);
    const second = await register(seed + 1, 0.35);
    const window = { from: `${year}-01-01T00:00:00`, to: `${Number(year) + 1}-01-01T00:00:00` };
    await deployAsPerson(engineer, first.modelId, 'before the changes', { threshold: 0.2, window });
    for (const [modelId, against] of [
      [first.modelId, second.modelId],
      [second.modelId, first.modelId],
    ]) {
      const evaluated = await call('evaluate', token, { json: { modelId, against, window } });
      if (evaluated.status !== 200) throw new Error(JSON.stringify(evaluated.body));
      await preflightOf(engineer, modelId!);
    }
    const figures = await changeUnderLoad({
      alternatives: [second, first],
      cars: cars.map(({ knr }) => knr),
      changes,
      clients,
      deploy: async ({ modelId, threshold }) => {
        const { data, error } = await engineer.rpc('deploy_model', {
          model_id: modelId,
          reason: 'under load',
          threshold,
        });
        if (error) throw new Error(`${error.details}: ${error.message}`);
        return data.id;
      },
      predict: async (knr) => await call('predict', operator, { json: { knr } }),
    });
    return { ...figures, unkept: await unkeptOf(sql, year, figures) };
  } finally {
    await removeCars(sql, year);
  }
}

async function unkeptOf(sql: postgres.Sql, year: string, { answers }: ChangeFigures): Promise<number> {
  const kept = await sql`select knr, deployment_id from public.predictions where knr like ${`${year}-%`}`;
  const left = new Map<string, number>();
  const count = (key: string, by: number) => left.set(key, (left.get(key) ?? 0) + by);
  for (const { knr, deploymentId } of answers) count(`${knr} ${deploymentId}`, 1);
  for (const row of kept) count(`${row['knr']} ${row['deployment_id']}`, -1);
  return [...left.values()].reduce((sum, each) => sum + Math.abs(each), 0);
}
