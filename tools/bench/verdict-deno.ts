import process from 'node:process';
import { refuseSharedMemory, refuseSyncFiles } from '../stack/hosted-limits.ts';

/**
 * Run by Deno (verdict-cpu.ts): what `evaluate` does with two models, without the database. Prints milliseconds of
 * processor time by part. The folder has `cars.json`, and of each model its ONNX file and its tree file.
 */
declare const Deno: { args: string[]; readFile(path: string): Promise<Uint8Array>; [name: string]: unknown };

export interface EvaluateMeasured {
  cars: number;
  failures: number;
  /** Milliseconds of processor time, all threads. */
  cpu: Record<string, number>;
  total: number;
  /** V8's heap and what it holds outside, bytes, at its largest between the parts: what the platform counts. */
  peak: number;
}

if (import.meta.main) {
  refuseSharedMemory();
  const { loadModel, scoreArrays } = await import('../../supabase/functions/_shared/onnx/model.ts');
  const { treeReasons } = await import('../../supabase/functions/_shared/reasons/tree-reasons.ts');
  const { compareSides } = await import('../../supabase/functions/evaluate/compare.ts');
  const { FLIPS_EXPLAINED } = await import('../../supabase/functions/evaluate/flips.ts');
  const { rowOf, segmentsOf } = await import('../../supabase/functions/evaluate/window.ts');
  const { compareModels, flipsOf } = await import('../../shared/comparison/compare.ts');
  const { differencesOf } = await import('../../shared/comparison/bootstrap.ts');
  const { ordersOf } = await import('../../shared/comparison/order.ts');
  const { TreeExplainer } = await import('../../shared/trees/explain.ts');
  const { readForest } = await import('../../shared/trees/read-forest.ts');
  refuseSyncFiles();
  const [folder] = Deno.args;
  const read = (name: string) => Deno.readFile(`${folder}/${name}`);
  const cpu: Record<string, number> = {};
  let peak = 0;
  async function measure<T>(part: string, work: () => T | Promise<T>): Promise<T> {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    cpu[part] = (user + system) / 1000;
    const { heapUsed, external } = process.memoryUsage();
    peak = Math.max(peak, heapUsed + external);
    return result;
  }

  const text = new TextDecoder().decode(await read('cars.json'));
  const files = [await read('1.onnx'), await read('2.onnx')];
  const trees = [await read('1.trees'), await read('2.trees')];
  const cars = await measure('json', () => JSON.parse(text));
  // Of a new instance only: the runtime and both models are compiled, in part by threads beside the request's.
  const models = await measure('load', async () => [await loadModel(files[0]!), await loadModel(files[1]!)]);
  const [one, two] = await measure('score', async () => {
    const scores: Float32Array[] = [];
    for (const each of models) scores.push(await scoreArrays(each, cars.columns, cars.rows));
    return scores;
  });
  const side = (id: number, probability: Float32Array) => ({
    id,
    name: '',
    threshold: 0.3,
    baseRate: null,
    probability,
  });
  const [model, against] = [side(1, one!), side(2, two!)];
  const segments = segmentsOf(cars);
  const sides = await measure('metrics', () => compareSides(model, against, cars.label, segments));
  const mine = { ...model, metrics: sides.model.metrics };
  const other = { ...against, metrics: sides.against!.metrics };
  const comparison = await measure('comparison', () => compareModels(mine, other, cars.label, segments));
  const flips = flipsOf(mine, other, cars.label);
  const reasons = await measure('reasons', () =>
    [flips.onlyModel, flips.onlyAgainst].map((list, n) => {
      const explainer = new TreeExplainer(readForest(trees[n]!));
      return list
        .slice(0, FLIPS_EXPLAINED)
        .map((car) => treeReasons(explainer, rowOf(cars, car), 'long', {}));
    }),
  );
  await measure('answer', () => JSON.stringify({ sides, comparison, reasons }));
  const total = Object.values(cpu).reduce((a, b) => a + b, 0);
  const [left, right] = ordersOf([mine, other], cars.label.length);
  await measure('of comparison: bootstrap', () =>
    differencesOf({ ...mine, order: left! }, { ...other, order: right! }, cars.label),
  );
  const { failures } = sides.model.metrics;
  const measured: EvaluateMeasured = { cars: cars.label.length, failures, cpu, total, peak };
  console.log(JSON.stringify(measured));
}
