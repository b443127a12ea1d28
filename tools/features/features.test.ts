import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FEATURES } from '../../shared/features/catalogue.ts';
import { number } from '../../shared/features/feature.ts';
import { checkFeaturesDrift } from './main.ts';
import { featuresSql, newestGenerated, nextName } from './migration.ts';
import { featuresTable } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'halle-features-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('has brought the catalogue into the newest generated migration and the document', async () => {
  expect(await checkFeaturesDrift()).toBe('');
});

it('needs one line for one more feature: column, computation, arrays and document follow', () => {
  const one = number(
    'status',
    'points_without_place',
    'events',
    'Points',
    'Pontos',
    'count(*) - count(s.checkpoint)',
    '0',
  );
  const sql = featuresSql([...FEATURES, one]);
  expect(sql).toContain('add column if not exists points_without_place real;');
  expect(sql).toContain('count(*) - count(s.checkpoint) as points_without_place');
  expect(sql).toContain(
    "case when (refresh_features.kind in ('status') or not k.stands) then coalesce(status.points_without_place, 0) else was.points_without_place end",
  );
  expect(sql).toContain('points_without_place = excluded.points_without_place');
  expect(sql).toContain("'points_without_place')");
  expect(sql).toContain('f.points_without_place)');
  expect(featuresTable([one])).toContain('| `points_without_place` | Points | events | status |');
});

it('never touches a migration that is there: what is new comes after all of them', () => {
  const before = featuresSql(FEATURES);
  writeFileSync(join(folder, '20300101000000_generated_features.sql'), before);
  writeFileSync(join(folder, '20300101000001_by_hand.sql'), 'select 1;');
  expect(newestGenerated(folder)).toEqual({ name: '20300101000000_generated_features.sql', sql: before });
  expect(nextName(new Date('2029-12-31T23:00:00Z'), folder)).toBe('20300101000002_generated_features.sql');
  expect(nextName(new Date('2031-02-03T04:05:06Z'), folder)).toBe('20310203040506_generated_features.sql');
  expect(newestGenerated(mkdtempSync(join(folder, 'empty-')))).toBeNull();
});

it('takes no expression that looks beyond its source', () => {
  const row = {
    failures: 'f',
    status: 's',
    results: 'r',
    failed_tests: 't',
    car: 'c',
    times: 'k',
    line: 'e',
  };
  const times = ['k.last_point_at', 'k.last_failure_at'];
  for (const { name, source, sql } of FEATURES) {
    const names = [...sql.matchAll(/\b([a-z])\.(\w+)/g)].filter(([whole]) => !times.includes(whole));
    for (const [whole, alias] of names)
      expect(`${name}: ${alias === row[source] ? 'own' : whole}`).toBe(`${name}: own`);
    if (source !== 'line') expect(sql, name).not.toMatch(/\bselect\b/i);
    expect(sql, name).not.toMatch(/\b(now|road_test_at|road_test_failed|cut_at)\b/);
  }
});
