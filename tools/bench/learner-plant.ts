import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSnapshot, type Snapshot } from '../../trainer/tasks/train/snapshot.ts';
import { expectedAuc } from '../demo-plant/truth.ts';
import { loadInto, onStack, type Run } from './load-parts.ts';
import { makePlant, plantOf } from './load-plant.ts';
import { pick, type Task } from './learner-data.ts';

/** Result rows a car of the real plant-year. */
const ROWS_A_CAR = 40_487_129 / 86_250;
/** The newest share of the cars, which is measured on. */
const NEWEST = 0.2;

export interface PlantTask extends Task {
  /** ROC AUC on the measured cars that ranking by the generator's own probabilities has on average. */
  best: number;
}

/**
 * The demo plant in the proportions of the real year, loaded through the product's own path into a stack; the features
 * that training reads, the oldest cars to learn from and the newest to be measured on.
 */
export async function plantTask(run: Run, cars: number): Promise<PlantTask> {
  const plant = await makePlant(run.cache, plantOf(Math.round(cars * ROWS_A_CAR), run.files), run.say);
  const snapshot = await onStack(run, async (stack): Promise<Snapshot> => {
    await loadInto(run, stack, plant, ['failures', 'status', 'results']);
    return readSnapshot({ sql: stack.sql });
  });
  const truth = new Map(
    readFileSync(join(plant.folder, 'truth.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .map(([knr = '', probability]) => [knr, Number(probability)]),
  );
  const { label, features, knr } = snapshot;
  const border = Math.floor(label.length * (1 - NEWEST));
  const rows = [...label.keys()];
  const newest = rows.slice(border);
  return {
    name: `demo plant, ${plant.cars} cars`,
    train: pick(features, label, rows.slice(0, border)),
    test: pick(features, label, newest),
    best: expectedAuc(Float64Array.from(newest, (row) => truth.get(knr[row]!) ?? NaN)),
  };
}
