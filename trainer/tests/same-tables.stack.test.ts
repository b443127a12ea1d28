import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, signedInClient } from '../../tools/test/stack.ts';
import { dumpTables } from './dump.ts';
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
const nothing = {
  cars: [],
  failures: [],
  status_events: [],
  test_results: [],
  test_failures: [],
  car_features: [],
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
    const orders = [files, [...files].reverse(), files.map((_, i) => files[(i * 5 + 4) % files.length]!)];
    const dumps = [];
    for (const order of orders) {
      const loaded = [];
      for (const [name, content] of order) loaded.push(await upload(name, content));
      dumps.push(await dumpTables(sql, cars));
      for (const dataset of loaded.reverse()) await remove(engineer, sql, dataset.id);
      expect(await dumpTables(sql, cars)).toEqual(nothing);
    }
    expect(dumps[0]?.['test_results']?.length).toBeGreaterThan(3);
    expect(dumps[1]).toEqual(dumps[0]);
    expect(dumps[2]).toEqual(dumps[0]);
  });

  it('also when the files come all at once', async () => {
    const { cars, files } = overlapping('2031-10-01');
    const one = [];
    for (const [name, content] of files) one.push(await upload(name, content));
    const dump = await dumpTables(sql, cars);
    for (const dataset of one) await remove(engineer, sql, dataset.id);
    const all = await Promise.all(files.map(([name, content]) => upload(name, content)));
    expect(await dumpTables(sql, cars)).toEqual(dump);
    await Promise.all(all.map((dataset) => remove(engineer, sql, dataset.id)));
    expect(await dumpTables(sql, cars)).toEqual(nothing);
  });

  it('whichever is removed: as if it had never been loaded', async () => {
    const { cars, files } = overlapping('2031-11-01');
    for (const out of [0, 4, 6, 7]) {
      const rest = [];
      for (const [i, [name, content]] of files.entries())
        if (i !== out) rest.push(await upload(name, content));
      const without = await dumpTables(sql, cars);
      const [name, content] = files[out]!;
      const extra = await upload(name, content);
      expect(await dumpTables(sql, cars)).not.toEqual(without);
      await remove(engineer, sql, extra.id);
      expect(await dumpTables(sql, cars)).toEqual(without);
      for (const dataset of rest) await remove(engineer, sql, dataset.id);
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

it('keeps the facts when one of two equal files is removed, whichever', async () => {
  const knr = newKnr();
  const content = STATUS + passing(knr, 'R750', '2031-12-05 06:00:00');
  const first = await upload('status/same.csv', content);
  const second = await upload('status/same.csv', content);
  expect(second.duplicate_of).toBe(first.id);
  const dump = await dumpTables(sql, [knr]);
  await remove(engineer, sql, first.id);
  const heir = await settled(sql, second.storage_path);
  expect(heir).toMatchObject({ status: 'loaded', duplicate_of: null, rows_loaded: 1 });
  expect(await dumpTables(sql, [knr])).toEqual(dump);
  await remove(engineer, sql, heir.id);
  expect(await dumpTables(sql, [knr])).toEqual(nothing);
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
