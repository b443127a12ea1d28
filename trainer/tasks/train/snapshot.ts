import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { FEATURES } from '../../../shared/features/catalogue.ts';
import type { TrainerContext } from '../../context.ts';
import type { Column } from '../../learner/index.ts';
import { keepSnapshotCars, type ExcludedCar } from './snapshot-cars.ts';

/** The labelled cars of a run, oldest road-test entry first: what it learns from, frozen. */
export interface Snapshot {
  knr: string[];
  /** Road-test entry, plant time as ISO text without a zone; sorts as text. */
  enteredAt: string[];
  label: Uint8Array;
  features: Column[];
  /** Labelled cars that are left out until an engineer accepts the dataset that speaks of them; ascending. */
  excluded: ExcludedCar[];
  /** How many these are. */
  carsInReview: number;
  /** Hash of the content: the same cars with the same values give the same hash. */
  sha256: string;
}

const BATCH = 5000;

/**
 * Reads every labelled car with its features, but for those that a dataset beyond the bounds of quality speaks of: what
 * may be wrong is not learned. An evaluation measures them all the same: it asks how good a model is on the cars as the
 * plant knows them, and a model that fails on a strange week must not look good because the week was left out.
 * One statement reads both, so that a dataset that is accepted meanwhile has no car in both lists or in none.
 * Memory: about 250 bytes a car and 50 features.
 */
export async function readSnapshot({ sql }: Pick<TrainerContext, 'sql'>): Promise<Snapshot> {
  const knr: string[] = [];
  const enteredAt: string[] = [];
  const label: number[] = [];
  const numbers = new Map<string, number[]>();
  const categories = new Map<string, string[]>();
  for (const f of FEATURES) (f.kind === 'number' ? numbers : categories).set(f.name, []);
  const excluded: ExcludedCar[] = [];
  const rows = sql`
    select c.knr, to_char(c.road_test_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS') as entered_at, c.road_test_failed, r.in_review, f.*
    from public.cars c join public.car_features f using (knr)
    left join (
      select dc.knr, min(d.id) as in_review from public.datasets d join public.dataset_cars dc on dc.dataset_id = d.id
      where d.status = 'loaded' and d.review = 'needs_look' group by dc.knr) r using (knr)
    where c.road_test_failed is not null and c.road_test_at is not null
    order by c.road_test_at, c.knr`.cursor(BATCH);
  for await (const batch of rows) {
    for (const row of batch) {
      if (row['in_review'] !== null) {
        excluded.push({ knr: row['knr'], reason: 'in_review', datasetId: Number(row['in_review']) });
        continue;
      }
      knr.push(row['knr']);
      enteredAt.push(row['entered_at']);
      label.push(row['road_test_failed'] ? 1 : 0);
      for (const [name, values] of numbers) values.push(row[name] === null ? Number.NaN : Number(row[name]));
      for (const [name, values] of categories) values.push(row[name] ?? '');
    }
  }
  excluded.sort((a, b) => (a.knr < b.knr ? -1 : 1));
  const features: Column[] = FEATURES.map((f) =>
    f.kind === 'number'
      ? { name: f.name, kind: 'number', values: Float32Array.from(numbers.get(f.name)!) }
      : { name: f.name, kind: 'category', values: categories.get(f.name)! },
  );
  const hash = createHash('sha256')
    .update(knr.join())
    .update(enteredAt.join())
    .update(Uint8Array.from(label));
  for (const column of features) {
    hash.update(column.name).update(column.kind === 'number' ? column.values : column.values.join('\u0000'));
  }
  return {
    knr,
    enteredAt,
    label: Uint8Array.from(label),
    features,
    excluded,
    carsInReview: excluded.length,
    sha256: hash.digest('hex'),
  };
}

/**
 * Keeps the snapshot as Parquet in bucket `snapshots`, as a row, and its cars by number; once for the same content and
 * holdout. Returns the row's id.
 */
export async function keepSnapshot(
  context: TrainerContext,
  snapshot: Snapshot,
  holdoutFrom: string,
): Promise<number> {
  const id = await keepFile(context, snapshot, holdoutFrom);
  await keepSnapshotCars(context, id, snapshot, holdoutFrom);
  return id;
}

async function keepFile(
  { sql, supabase, settings }: TrainerContext,
  snapshot: Snapshot,
  holdoutFrom: string,
): Promise<number> {
  const path = `${snapshot.sha256}.parquet`;
  const [known] =
    await sql`select id from public.snapshots where sha256 = ${snapshot.sha256} and holdout_from = ${holdoutFrom}::text::timestamp`;
  if (known) return Number(known['id']);
  await mkdir(settings.scratchDir, { recursive: true });
  const file = join(settings.scratchDir, `${snapshot.sha256}.${process.pid}.parquet`);
  try {
    await writeParquet(snapshot, file);
    const { error } = await supabase.storage
      .from('snapshots')
      .upload(path, await readFile(file), { contentType: 'application/vnd.apache.parquet', upsert: true });
    if (error) throw error;
  } finally {
    await rm(file, { force: true });
  }
  const [row] = await sql`
    insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
    values (${snapshot.sha256}, ${path}, ${snapshot.label.length}, ${snapshot.label.reduce((a, b) => a + b, 0)},
      ${snapshot.enteredAt[0]!}::text::timestamp, ${snapshot.enteredAt.at(-1)!}::text::timestamp, ${holdoutFrom}::text::timestamp)
    returning id`;
  return Number(row!['id']);
}

async function writeParquet(snapshot: Snapshot, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await instance.connect();
    const columns = snapshot.features.map((f) => `"${f.name}" ${f.kind === 'number' ? 'float' : 'varchar'}`);
    await connection.run(
      `create table snapshot (knr varchar, entered_at varchar, failed boolean, ${columns.join(', ')})`,
    );
    const appender = await connection.createAppender('snapshot');
    for (let i = 0; i < snapshot.knr.length; i++) {
      appender.appendVarchar(snapshot.knr[i]!);
      appender.appendVarchar(snapshot.enteredAt[i]!);
      appender.appendBoolean(snapshot.label[i] === 1);
      for (const column of snapshot.features) {
        if (column.kind === 'category') appender.appendVarchar(column.values[i]!);
        else if (Number.isNaN(column.values[i]!)) appender.appendNull();
        else appender.appendFloat(column.values[i]!);
      }
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(
      `copy (select * replace (entered_at::timestamp as entered_at) from snapshot) to '${file.replaceAll("'", "''")}' (format parquet, compression zstd)`,
    );
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}
