import { join } from 'node:path';
import type { Values } from '../../../shared/drift/bins.ts';
import { FEATURE_BY_NAME } from '../../../shared/features/catalogue.ts';
import { readForest } from '../../../shared/trees/read-forest.ts';
import type { TrainerContext } from '../../context.ts';
import { download } from '../../facts/download.ts';
import { withDuck } from '../../facts/with-duck.ts';
import { answersOf } from './answers.ts';
import type { WatchedModel } from './index.ts';
import { type ReferenceCars, referenceCars } from './reference-cars.ts';

/** What a model learned from and was measured on, and what it says of the cars that it did not learn from. */
export interface Reference {
  features: ReferenceCars;
  /** Null where the model has no tree file. */
  answers: ReferenceCars | null;
}

/** The model's snapshot as the run froze it; null for a model without one. Memory: about 250 bytes a car and 50 features. */
export async function readReference(
  context: TrainerContext,
  model: WatchedModel,
  signal: AbortSignal,
): Promise<Reference | null> {
  const { snapshot, treesPath } = model;
  if (!snapshot) return null;
  return await withDuck(context, 'monitor', async (duck, scratch) => {
    const file = join(scratch, 'snapshot.parquet');
    await download(context, 'snapshots', snapshot.path, file, signal);
    const result = await duck.connection.runAndReadAll(
      `select * replace (epoch_ms(entered_at)::double as entered_at) from read_parquet('${file.replaceAll("'", "''")}') order by entered_at, knr`,
    );
    // DuckDB makes all columns anew each time that it is asked for them.
    const values = result.getColumns();
    const read = new Map(result.columnNames().map((name, i) => [name, values[i]!]));
    const at = read.get('entered_at')!.map(Number);
    const features = referenceCars(columnsOf(model, read), at);
    if (!treesPath) return { features, answers: null };
    const { data, error } = await context.supabase.storage.from('models').download(treesPath);
    if (error)
      throw new Error(`The tree file of model ${model.id} cannot be had from Storage: ${error.message}`);
    const forest = readForest(new Uint8Array(await data.arrayBuffer()));
    const unseen = Date.parse(`${snapshot.holdoutFrom}Z`);
    const begin = at.findIndex((time) => time >= unseen);
    const held = begin < 0 ? [] : at.slice(begin);
    const cellOf = (car: number) => (name: string) => read.get(name)?.[begin + car] as number | string | null;
    return { features, answers: answersOf(forest, held, cellOf) };
  });
}

/** The model's inputs that the catalogue and the snapshot know. */
function columnsOf({ inputs }: WatchedModel, read: ReadonlyMap<string, readonly unknown[]>): Values[] {
  return inputs.flatMap(({ name }): Values[] => {
    const kind = FEATURE_BY_NAME.get(name)?.kind;
    const values = read.get(name);
    if (!kind || !values) return [];
    return [columnOf(name, kind, values)];
  });
}

export function columnOf(name: string, kind: Values['kind'], values: readonly unknown[]): Values {
  return kind === 'number'
    ? {
        name,
        kind,
        values: Float32Array.from(values, (x) => (x === null || x === undefined ? NaN : Number(x))),
      }
    : { name, kind, values: values.map((x) => (typeof x === 'string' ? x : '')) };
}
