import { join } from 'node:path';
import type { Values } from '../../../shared/drift/bins.ts';
import { PROBABILITY } from '../../../shared/contracts/monitor.ts';
import { FEATURE_BY_NAME } from '../../../shared/features/catalogue.ts';
import { rowEncoder } from '../../../shared/trees/encode-row.ts';
import { logOddsOf, sigmoid } from '../../../shared/trees/forest.ts';
import { readForest } from '../../../shared/trees/read-forest.ts';
import type { TrainerContext } from '../../context.ts';
import { download } from '../../facts/download.ts';
import { withDuck } from '../../facts/with-duck.ts';
import type { WatchedModel } from './index.ts';

/** Cars in the order in which they entered their road test, and over how many weeks. */
export interface ReferenceCars {
  columns: Values[];
  cars: number;
  weeks: number;
}

/** What a model learned from and was measured on, and what it says of the cars that it did not learn from. */
export interface Reference {
  features: ReferenceCars;
  /** Null where the model has no tree file. */
  answers: ReferenceCars | null;
}

const WEEK = 7 * 86_400_000;

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
    const read = new Map(result.columnNames().map((name, i) => [name, result.getColumns()[i]!]));
    const at = read.get('entered_at')!.map(Number);
    const columns = columnsOf(model, read);
    const features = { columns, cars: at.length, weeks: weeksOf(at) };
    if (!treesPath) return { features, answers: null };
    const { data, error } = await context.supabase.storage.from('models').download(treesPath);
    if (error)
      throw new Error(`The tree file of model ${model.id} cannot be had from Storage: ${error.message}`);
    const forest = readForest(new Uint8Array(await data.arrayBuffer()));
    const encode = rowEncoder(forest);
    const unseen = Date.parse(`${snapshot.holdoutFrom}Z`);
    const begin = at.findIndex((time) => time >= unseen);
    const held = begin < 0 ? [] : at.slice(begin);
    const values = Float32Array.from(held, (_, i) =>
      sigmoid(
        logOddsOf(
          forest,
          encode((name) => read.get(name)?.[begin + i] as number | string | null),
        ),
      ),
    );
    return {
      features,
      answers: {
        columns: [{ name: PROBABILITY, kind: 'number', values }],
        cars: held.length,
        weeks: weeksOf(held),
      },
    };
  });
}

const weeksOf = (at: readonly number[]) => (at.length === 0 ? 0 : (at.at(-1)! - at[0]!) / WEEK);

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
