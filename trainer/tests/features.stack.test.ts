import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { AFTER_ENTRY } from '../../shared/plant/checkpoints.ts';
import { database, signedInClient } from '../../tools/test/stack.ts';
import { FAILURES, failure, load, newKnr, passing, quietDay, RESULTS, result, STATUS } from './plant.ts';

const sql = database();
let engineer: SupabaseClient;
beforeAll(async () => void (engineer = await signedInClient('engineer')));
afterAll(() => sql.end());

const upload = async (kind: string, content: string) => {
  const dataset = await load(engineer, sql, `${kind}/f.csv`, content);
  expect(dataset.error).toBeNull();
};
const featuresOf = async (knr: string) => {
  const [row] =
    await sql`select to_jsonb(f) - 'updated_at' as features from public.car_features f where knr = ${knr}`;
  return row?.['features'] as Record<string, unknown>;
};
const labelOf = async (knr: string) => {
  const [row] =
    await sql`select road_test_failed as failed, road_test_at::text as at from public.cars where knr = ${knr}`;
  return row;
};

it('has a column for every feature of the catalogue, and no other', async () => {
  const columns = await sql`
    select column_name as name, data_type as type from information_schema.columns
    where table_schema = 'public' and table_name = 'car_features'`;
  const own = ['knr', 'as_of', 'last_failure_at', 'last_point_at', 'updated_at'];
  const features = columns.filter((c) => !own.includes(c['name']));
  expect(features.map((c) => `${c['name']} ${c['type']}`).sort()).toEqual(
    FEATURES.map((f) => `${f.name} ${f.kind === 'number' ? 'real' : 'text'}`).sort(),
  );
});

describe('features as of the road-test entry', () => {
  it('do not move by anything at or after the entry, nor by rows at the road test and later places', async () => {
    const knr = newKnr();
    await upload(
      'status',
      STATUS +
        passing(knr, 'R750', '2031-05-01 06:00:00') +
        passing(knr, 'M700', '2031-05-01 12:00:00') +
        passing(knr, 'M710', '2031-05-01 12:30:00'),
    );
    await upload('failures', FAILURES + failure(knr, 'ZP5', '2031-05-01 06:30:00'));
    await upload(
      'results',
      RESULTS + result(knr, 'a', '2031-05-01 11:10:00') + result(knr, 'b', '2031-05-01 12:10:00'),
    );
    const before = await featuresOf(knr);
    expect(before).toMatchObject({
      as_of: '2031-05-01T12:30:00',
      failures_total: 1,
      status_events: 2,
      tests_ok_2: 1,
    });

    await upload(
      'failures',
      FAILURES +
        failure(knr, 'ZP7', '2031-05-01 12:30:00') +
        failure(knr, 'ESPC', '2031-05-02 09:00:00') +
        AFTER_ENTRY.map((place) => failure(knr, place, '2031-05-01 13:00:00')).join('') +
        // Stamped before the entry, but found at a later place.
        ['AGUA', 'ZP8', 'ZP8R', 'ZP82'].map((place) => failure(knr, place, '2031-05-01 07:00:00')).join(''),
    );
    await upload(
      'results',
      RESULTS +
        result(knr, 'c', '2031-05-01 12:30:00', '900') +
        result(knr, 'd', '2031-05-01 12:59:00', '900', 13) +
        result(knr, 'e', '2031-05-03 08:00:00', '900', 13),
    );
    await upload(
      'status',
      STATUS +
        passing(knr, 'M720', '2031-05-01 14:00:00') +
        passing(knr, 'A600', '2031-05-02 08:00:00') +
        passing(knr, 'M800', '2031-05-01 05:00:00'),
    );
    expect(await featuresOf(knr)).toEqual(before);
    expect(await labelOf(knr)).toEqual({ failed: true, at: '2031-05-01 12:30:00' });
  });

  it('are taken anew when the entry comes to be known late', async () => {
    const knr = newKnr();
    await upload(
      'failures',
      FAILURES + failure(knr, 'ZP5', '2031-06-01 06:00:00') + failure(knr, 'ESPC', '2031-06-01 18:00:00'),
    );
    expect(await featuresOf(knr)).toMatchObject({ as_of: null, failures_total: 2 });
    expect(await labelOf(knr)).toEqual({ failed: null, at: null });
    await upload(
      'status',
      STATUS + passing(knr, 'M710', '2031-06-01 12:00:00') + passing(knr, 'M720', '2031-06-01 13:00:00'),
    );
    expect(await featuresOf(knr)).toMatchObject({
      as_of: '2031-06-01T12:00:00',
      failures_total: 1,
      failures_zp5: 1,
    });
    expect(await labelOf(knr)).toEqual({ failed: false, at: '2031-06-01 12:00:00' });
  });
});

describe('the label', () => {
  it('stays unknown where no failure export covers the road test, and is settled by one that does', async () => {
    const knr = newKnr();
    const [before, day, after] = [quietDay(0), quietDay(1), quietDay(2)];
    await upload(
      'status',
      STATUS + passing(knr, 'M710', `${day} 12:00:00`) + passing(knr, 'M720', `${day} 13:00:00`),
    );
    expect(await labelOf(knr)).toMatchObject({ failed: null });
    // Exports before and after, with a gap between them that holds the road test.
    await upload('failures', FAILURES + failure(newKnr(), 'ZP5', `${before} 08:00:00`));
    await upload('failures', FAILURES + failure(newKnr(), 'ZP5', `${after} 08:00:00`));
    expect(await labelOf(knr)).toMatchObject({ failed: null });
    await upload(
      'failures',
      FAILURES + failure(newKnr(), 'ZP5', `${day} 08:00:00`) + failure(newKnr(), 'ZP5', `${day} 20:00:00`),
    );
    expect(await labelOf(knr)).toMatchObject({ failed: false });
  });

  it('turns to failed when the failure is loaded later', async () => {
    const knr = newKnr();
    await upload(
      'status',
      STATUS + passing(knr, 'M710', '2031-08-01 12:00:00') + passing(knr, 'M800', '2031-08-01 15:00:00'),
    );
    await upload(
      'failures',
      FAILURES +
        failure(newKnr(), 'ZP5', '2031-08-01 08:00:00') +
        failure(newKnr(), 'ZP5', '2031-08-01 20:00:00'),
    );
    expect(await labelOf(knr)).toMatchObject({ failed: false });
    await upload('failures', FAILURES + failure(knr, 'ROD', '2031-08-01 12:20:00'));
    expect(await labelOf(knr)).toMatchObject({ failed: true });
  });
});
