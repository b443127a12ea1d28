import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, signedInClient } from '../../tools/test/stack.ts';
import { dumpTables, sumsThatDiffer } from './dump.ts';
import { until } from './own-stack.ts';
import {
  type Dataset,
  FAILURES,
  failure,
  load,
  newKnr,
  passing,
  quietDay,
  remove,
  RESULTS,
  result,
  settled,
  STATUS,
} from './plant.ts';

const sql = database();
let engineer: SupabaseClient;
beforeAll(async () => void (engineer = await signedInClient('engineer')));
afterAll(() => sql.end());

const upload = async (name: string, content: string): Promise<Dataset> => {
  const dataset = await load(engineer, sql, name, content);
  expect(dataset).toMatchObject({ status: 'loaded', error: null });
  expect(dataset.rows_read).toBe(
    (dataset.rows_loaded ?? 0) + (dataset.rows_duplicate ?? 0) + (dataset.rows_rejected ?? 0),
  );
  return dataset;
};
/** One after the other, so that their numbers are in this order; then waits for all. */
const uploadInOrder = async (files: readonly (readonly [string, string])[]): Promise<Dataset[]> => {
  const paths: string[] = [];
  for (const [name, content] of files) {
    const path = `inbox/${Date.now()}-${paths.length}-${name.replace('/', '-')}`;
    const { error } = await engineer.storage.from('uploads').upload(path, new Blob([content]));
    if (error) throw error;
    paths.push(path);
  }
  const datasets = await Promise.all(paths.map((path) => settled(sql, path)));
  expect(datasets.map(({ status }) => status)).toEqual(files.map(() => 'loaded'));
  return datasets;
};
const removeAll = (datasets: readonly Dataset[]) =>
  Promise.all(datasets.map((dataset) => remove(engineer, sql, dataset.id)));
const retry = async ({ id, storage_path }: Dataset): Promise<Dataset> => {
  const { error } = await engineer.rpc('retry_dataset', { dataset_id: id });
  if (error) throw error;
  return settled(sql, storage_path);
};
const nothing = {
  cars: [],
  failures: [],
  status_events: [],
  test_results: [],
  test_failures: [],
  car_features: [],
  failure_facts: [],
  car_passages: [],
};

/** Three exports a kind that overlap, of two cars, with the forms of time that exports have. */
function overlapping(day: string) {
  const [a, b] = [newKnr(), newKnr()];
  const s = [
    passing(a, 'R750', `${day} 06:00:00.400`) + passing(a, 'L540', `${day} 07:00:00`),
    passing(a, 'R750', `${day} 06:00:00`) +
      passing(a, 'M710', `${day} 12:30:00`) +
      passing(b, 'R750', `${day} 06:10:00`),
    passing(a, 'M710', `${day} 12:30:00`) + passing(a, 'M720', `${day} 13:00:00`),
  ];
  const f = [
    failure(a, 'ZP5', `${day} 06:30:00`) + failure(b, 'ZP7', `${day} 06:40:00`, 'Capô. Riscado'),
    failure(a, 'ZP5', `${day} 06:30:00.2`) + failure(a, 'ROD', `${day} 12:45:00`),
    failure(a, 'ESPC', `${day} 18:30:00`) + failure(b, 'ZP7', `${day} 06:40:00`, 'Capô. Riscado'),
  ];
  const r = [
    result(a, 'x1', `${day} 10:05:00.1`, '0.1') +
      result(a, 'x2', `${day} 10:06:00`, '0.2', 13) +
      result(b, 'x1', `${day} 09:00:00`, '7'),
    result(a, 'x2', `${day} 10:06:00`, '0.2', 13) +
      result(a, 'x3', `${day} 10:07:00`, '0.3') +
      result(a, 'x4', `${day} 13:30:00`, '5'),
    result(a, 'x5', `${day} 11:07:00`, '1e5') +
      result(a, 'x1', `${day} 10:05:00`, '0.1') +
      result(b, 'x9', `${day} 09:30:00`, '0.7'),
  ];
  const files = [
    ...s.map((rows) => ['status/s.csv', STATUS + rows] as const),
    ...f.map((rows) => ['failures/f.csv', FAILURES + rows] as const),
    ...r.map((rows) => ['results/r.csv', RESULTS + rows] as const),
  ];
  return { cars: [a, b], files };
}

describe('the tables are a function of the set of datasets', () => {
  it('in any order of loading, and empty again when all are removed', async () => {
    const { cars, files } = overlapping('2031-09-01');
    const orders = [files, files.toReversed()];
    const dumps = [];
    for (const order of orders) {
      const loaded = await uploadInOrder(order);
      dumps.push(await dumpTables(sql, cars));
      expect(dumps[0]!['failure_facts']).toHaveLength(4);
      expect(await sumsThatDiffer(sql)).toEqual([]);
      await removeAll(loaded.toReversed());
      expect(await dumpTables(sql, cars)).toEqual(nothing);
    }
    expect(dumps[0]?.['test_results']?.length).toBeGreaterThan(3);
    expect(dumps[1]).toEqual(dumps[0]);
  });

  it('also when the files come all at once', async () => {
    const { cars, files } = overlapping('2031-10-01');
    const one = await uploadInOrder(files);
    const dump = await dumpTables(sql, cars);
    await removeAll(one);
    const all = await Promise.all(files.map(([name, content]) => upload(name, content)));
    expect(await dumpTables(sql, cars)).toEqual(dump);
    await removeAll(all);
    expect(await dumpTables(sql, cars)).toEqual(nothing);
  });

  it('whichever is removed: as if it had never been loaded', async () => {
    const { cars, files } = overlapping('2031-11-01');
    for (const out of [4, 6]) {
      const rest = await uploadInOrder(files.filter((_, i) => i !== out));
      const without = await dumpTables(sql, cars);
      const [name, content] = files[out]!;
      const extra = await upload(name, content);
      expect(await dumpTables(sql, cars)).not.toEqual(without);
      await remove(engineer, sql, extra.id);
      expect(await dumpTables(sql, cars)).toEqual(without);
      await removeAll(rest);
    }
  });
});

describe('a later export that says otherwise', () => {
  it('replaces the row, says so, and the first version is back when it is removed', async () => {
    const [knr, day] = [newKnr(), '2031-12-01'];
    await upload(
      'failures/a.csv',
      FAILURES + failure(knr, 'ZP5', `${day} 06:30:00`) + failure(knr, 'ZP7', `${day} 09:30:00`),
    );
    await upload(
      'results/a.csv',
      RESULTS + result(knr, 'x1', `${day} 10:05:00`, '3') + result(knr, 'x2', `${day} 10:06:00`, '4'),
    );
    const before = await dumpTables(sql, [knr]);
    const group = failure(knr, 'ZP5', `${day} 06:30:00`).replace(',133.0,', ',137.0,');
    const failures = await upload('failures/b.csv', FAILURES + group);
    expect(failures).toMatchObject({ rows_loaded: 1, rows_corrected: 1, rows_duplicate: 0 });
    const results = await upload('results/b.csv', RESULTS + result(knr, 'x1', `${day} 10:05:00`, '8', 13));
    expect(results).toMatchObject({ rows_loaded: 1, rows_corrected: 1, rows_duplicate: 0 });
    const [features] = await sql`select * from public.car_features where knr = ${knr}`;
    expect(features).toMatchObject({
      failures_total: 2,
      failures_group_133: 1,
      failures_group_137: 1,
      tests_ok_2: 1,
      tests_not_ok_2: 1,
      value_mean_nm: 6,
    });
    expect((await sql`select 1 from public.test_failures where knr = ${knr}`).length).toBe(1);
    // The first export once more does not undo the correction: it is older than what corrected it only by its number.
    await remove(engineer, sql, failures.id);
    await remove(engineer, sql, results.id);
    expect(await dumpTables(sql, [knr])).toEqual(before);
  });
});

describe('of equal files', () => {
  it('the facts stay when one is removed, whichever, and go with the last', async () => {
    const knr = newKnr();
    const content = STATUS + passing(knr, 'R750', '2031-12-05 06:00:00');
    const [first, second] = (await uploadInOrder([
      ['same.csv', content],
      ['same.csv', content],
    ])) as [Dataset, Dataset];
    expect(second.duplicate_of).toBe(first.id);
    const dump = await dumpTables(sql, [knr]);
    await remove(engineer, sql, first.id);
    const heir = await settled(sql, second.storage_path);
    expect(heir).toMatchObject({ status: 'loaded', duplicate_of: null, rows_loaded: 1 });
    expect(await dumpTables(sql, [knr])).toEqual(dump);
    // The removed one comes back, with the lower number: it speaks again.
    expect(await retry(first)).toMatchObject({ status: 'loaded', duplicate_of: null, rows_loaded: 1 });
    expect((await settled(sql, second.storage_path)).duplicate_of).toBe(first.id);
    expect(await dumpTables(sql, [knr])).toEqual(dump);
    await removeAll([second, first]);
    expect(await dumpTables(sql, [knr])).toEqual(nothing);
    // A duplicate that is loaded when its original is gone stands for itself.
    expect(await retry(second)).toMatchObject({ status: 'loaded', duplicate_of: null, rows_loaded: 1 });
    await remove(engineer, sql, second.id);
    expect(await dumpTables(sql, [knr])).toEqual(nothing);
  });

  it('the first speaks, in whatever order they are loaded, so a correction between them holds', async () => {
    const [knr, day] = [newKnr(), '2031-12-07'];
    const content = FAILURES + failure(knr, 'ZP5', `${day} 06:30:00`);
    const all = await uploadInOrder([
      ['a.csv', content],
      ['c.csv', content.replace(',133.0,', ',137.0,')],
      ['b.csv', content],
    ]);
    const dump = await dumpTables(sql, [knr]);
    expect(dump['failures']?.[0]).toContain('"137"');
    await removeAll(all);
    for (const dataset of all.toReversed()) await retry(dataset);
    expect(await dumpTables(sql, [knr])).toEqual(dump);
    await removeAll(all);
    expect(await dumpTables(sql, [knr])).toEqual(nothing);
  });
});

it('takes a file in while another one of its cars waits to be removed', async () => {
  const { cars, files } = overlapping('2031-12-09');
  const results = files.filter(([name]) => name.startsWith('results'));
  const [first] = await uploadInOrder(results.slice(0, 1));
  const [alone] = await uploadInOrder(results.slice(1, 2));
  await remove(engineer, sql, first!.id);
  const dump = await dumpTables(sql, cars);
  await remove(engineer, sql, alone!.id);
  const again = await retry(first!);
  // Marked as a person's request does it, but without its task: the load comes first.
  await sql`update public.datasets set status = 'removing' where id = ${again.id}`;
  expect(await retry(alone!)).toMatchObject({ status: 'loaded', duplicate_of: null });
  await until('the removal', async () => {
    const [row] = await sql`select status from public.datasets where id = ${again.id}`;
    return row?.['status'] === 'removed';
  });
  expect(await dumpTables(sql, cars)).toEqual(dump);
});

it('does not take a car for passed in a time of which an export has stray rows only before and after', async () => {
  const [knr, day] = [newKnr(), quietDay(12_000)];
  const later = new Date(Date.parse(day) + 40 * 86_400_000).toISOString().slice(0, 10);
  const between = new Date(Date.parse(day) + 20 * 86_400_000).toISOString().slice(0, 10);
  await upload(
    'status/l.csv',
    STATUS + passing(knr, 'M710', `${between} 12:00:00`) + passing(knr, 'M720', `${between} 13:00:00`),
  );
  await upload(
    'failures/l.csv',
    FAILURES + failure(newKnr(), 'ZP5', `${day} 08:00:00`) + failure(newKnr(), 'ZP5', `${later} 20:00:00`),
  );
  const [car] = await sql`select road_test_failed as failed from public.cars where knr = ${knr}`;
  expect(car).toEqual({ failed: null });
});

it('does not know a car passed any more when the export of failures that showed it is removed', async () => {
  const [knr, day] = [newKnr(), quietDay(0)];
  await upload(
    'status/l.csv',
    STATUS + passing(knr, 'M710', `${day} 12:00:00`) + passing(knr, 'M720', `${day} 13:00:00`),
  );
  const shows = await upload(
    'failures/l.csv',
    FAILURES + failure(newKnr(), 'ZP5', `${day} 08:00:00`) + failure(newKnr(), 'ZP5', `${day} 20:00:00`),
  );
  const label = async () =>
    (await sql`select road_test_failed as failed from public.cars where knr = ${knr}`)[0];
  expect(await label()).toEqual({ failed: false });
  await remove(engineer, sql, shows.id);
  expect(await label()).toEqual({ failed: null });
});
