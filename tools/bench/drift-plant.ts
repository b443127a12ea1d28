import type { Values } from '../../shared/drift/bins.ts';
import { readForest } from '../../shared/trees/read-forest.ts';
import { explainModel } from '../../trainer/learner/explain/index.ts';
import { answersOf } from '../../trainer/tasks/monitor/answers.ts';
import { referenceCars } from '../../trainer/tasks/monitor/reference-cars.ts';
import type { Reference } from '../../trainer/tasks/monitor/reference.ts';
import { learn } from '../../trainer/tasks/train/learn.ts';
import { readSnapshot, type Snapshot } from '../../trainer/tasks/train/snapshot.ts';
import { splitByTime } from '../../trainer/tasks/train/split.ts';
import { rowsOf } from '../../trainer/learner/tuning/index.ts';
import { loadInto, onStack, type Run } from './load-parts.ts';
import { makePlant } from './load-plant.ts';

/** A plant's cars in the order in which they entered their road test. */
export interface Cars {
  columns: readonly Values[];
  count: number;
}

/** The labelled cars of a demo plant, loaded through the product's own path. */
export async function snapshotOf(run: Run, plant: { cars: number; months: number; changeMonth: number }) {
  const made = await makePlant(
    run.cache,
    { ...plant, start: '2024-01-01', files: 1, format: 'csv' },
    run.say,
  );
  return await onStack(run, async (stack) => {
    await loadInto(run, stack, made, ['failures', 'status', 'results']);
    return await readSnapshot({ sql: stack.sql });
  });
}

/** A plant whose oldest cars a model learned from, as a run does, and what this model says of every car. */
export interface Watched extends Cars {
  reference: Reference;
  /** The first car that the model did not learn from; the reference of its answers begins here. */
  heldFrom: number;
  /** The first car after the reference. */
  border: number;
}

/** `border`: cars of the reference. Its newest fifth is the model's holdout, and what its answers are compared with. */
export async function watch(snapshot: Snapshot, border: number): Promise<Watched> {
  const { features, label } = rowsOf(snapshot, 0, border);
  const known = { ...snapshot, features: [...features], label, knr: snapshot.knr.slice(0, border) };
  const split = splitByTime({ ...known, enteredAt: snapshot.enteredAt.slice(0, border) });
  // One trial: parameters that were searched for longer are another model of the same cars.
  const { model } = await learn(split, { search: { trials: 1 } });
  const explained = await explainModel(model, split.holdout.features);
  if (!explained) throw new Error('the model has no tree file: its answers are not watched');
  const at = snapshot.enteredAt.map((time) => Date.parse(`${time}Z`));
  const byName = new Map(snapshot.features.map((column) => [column.name, column.values]));
  const answers = (from: number, to: number) =>
    answersOf(
      readForest(explained.file),
      at.slice(from, to),
      (car) => (name) => byName.get(name)?.[from + car],
    );
  const heldFrom = border - split.holdout.label.length;
  return {
    columns: [...snapshot.features, ...answers(0, at.length).columns],
    count: at.length,
    reference: {
      features: referenceCars([...features], at.slice(0, border)),
      answers: answers(heldFrom, border),
    },
    heldFrom,
    border,
  };
}
