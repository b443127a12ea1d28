import { setTimeout as sleep } from 'node:timers/promises';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, signedInClient } from '../test/stack.ts';
import { makeSample, type Sample } from './sample.ts';

/** What somebody without files of their own is given leads to a model: the very bytes that the application offers. */
const sql = database();
let engineer: SupabaseClient;
let sample: Sample;
// The same files may have been there before: a dataset is known by its own name.
const stamp = Date.now();

async function until<T>(what: string, ready: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 100_000; Date.now() < end; await sleep(200)) {
    const value = await ready();
    if (value !== undefined) return value;
  }
  throw new Error(`${what} did not happen`);
}
const ours = () => sql`select * from public.datasets where name like ${`${stamp}-%`} and status <> 'removed'`;

beforeAll(async () => {
  sample = await makeSample();
  engineer = await signedInClient('engineer');
  for (const { name, bytes } of sample.files) {
    const { error } = await engineer.storage
      .from('uploads')
      .upload(`sample/${stamp}-${name}`, new Blob([bytes]));
    expect(error).toBeNull();
  }
  await until('loading', async () => {
    const rows = await ours();
    const failed = rows.find((row) => row['status'] === 'failed');
    if (failed) throw new Error(`${failed['name']}: ${JSON.stringify(failed['error'])}`);
    return rows.filter((row) => row['status'] === 'loaded').length === sample.files.length ? true : undefined;
  });
}, 120_000);

// Other tests' plants are as they were.
afterAll(async () => {
  for (const { id } of await ours()) await engineer.rpc('remove_dataset', { dataset_id: id });
  await until('removing', async () => ((await ours()).length === 0 ? true : undefined));
  await sql.end();
}, 120_000);

describe('the sample files', () => {
  it('are loaded without a rejected row or a question', async () => {
    const rows = await ours();
    for (const { name, rows: wanted } of sample.files) {
      const row = rows.find((each) => each['name'] === `${stamp}-${name}`)!;
      expect([Number(row['rows_loaded']), Number(row['rows_rejected'])], name).toEqual([wanted, 0]);
    }
  });

  it('hold more failures than a run needs, and cars that are still to be tested', async () => {
    const [labelled] = await sql`
      select count(*) filter (where road_test_failed)::int as failed, count(*)::int as tested from public.cars
      where knr like '2022-%' and road_test_failed is not null`;
    expect(labelled!['failed']).toBeGreaterThan(60);
    expect(labelled!['tested']).toBeGreaterThan(1_000);
    expect(sample.planted.notTested.length).toBeGreaterThan(20);
  });

  it('lead to a model', { timeout: 110_000 }, async () => {
    const { data: run, error } = await engineer.functions.invoke('createModel/runs', {
      method: 'POST',
      body: { cause: 'button', parameters: { name: 'Of the sample', trees: 30, search: { trials: 1 } } },
    });
    expect(error).toBeNull();
    const ended = await until('the run', async () => {
      const [row] = await sql`select status, error, model_id from public.training_runs where id = ${run.id}`;
      return ['succeeded', 'failed', 'cancelled'].includes(row?.['status']) ? row : undefined;
    });
    expect(ended).toMatchObject({ status: 'succeeded', error: null });
    const [model] = await sql`select metrics from public.models where id = ${ended['model_id']}`;
    expect(model!['metrics'].rocAuc).toBeGreaterThan(0.6);
  });
});
