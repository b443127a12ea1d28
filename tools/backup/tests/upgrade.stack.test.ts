import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OwnStack } from '../../../trainer/tests/own-stack.ts';
import { readEntries } from '../../ledger/entries.ts';
import { verifyLedger } from '../../ledger/verify.ts';
import { applyMigrations } from '../../stack/migrate.ts';
import { verifiedManifest, type Manifest } from '../manifest.ts';
import { restoreDatabase, restoreFiles } from '../restore.ts';
import { makeSmallPlant, predictionOf } from './small-plant.ts';

/** A backup of what `small-plant.ts` makes, made on a plant of this migration: before lists, keys and the log of changes. */
const RELEASE = '20261128220000';
const ENGINEER = { email: 'engineer@halle.demo', password: 'xqpTaqekn8_I' };

const dir = mkdtempSync(join(tmpdir(), 'halle-upgrade-'));
let stack: OwnStack;
let manifest: Manifest;

beforeAll(async () => {
  execFileSync('tar', ['-xzf', join(import.meta.dirname, `fixtures/${RELEASE}.tar.gz`), '-C', dir]);
  manifest = await verifiedManifest(dir);
  stack = await OwnStack.boot([`--migrations-to=${RELEASE}`]);
}, 120_000);
afterAll(async () => {
  await stack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('a plant of an older release is brought to today’s: nothing lost, everything works', async () => {
  const { dbUrl, apiUrl, secretKey, publishableKey } = stack.file;
  await restoreDatabase(dbUrl, dir, manifest);
  const [before] = await stack.sql`select probability, decision from public.predictions`;
  await applyMigrations(dbUrl);
  await restoreFiles({ databaseUrl: dbUrl, apiUrl, secretKey }, dir, manifest);

  for (const { schema, table, rows } of manifest.tables) {
    const [found] = await stack.sql`select count(*)::int as n from ${stack.sql(schema)}.${stack.sql(table)}`;
    expect(found!['n'], table).toBe(rows);
  }
  expect(verifyLedger(await readEntries(stack.sql))).toMatchObject({
    entries: 1,
    bad: null,
    head: manifest.ledgerHead,
  });

  const engineer = createClient(apiUrl, publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  expect((await engineer.auth.signInWithPassword(ENGINEER)).error).toBeNull();
  const { predictions } = await predictionOf(stack, engineer);
  const { probability, decision } = predictions[0];
  expect({ probability: Math.fround(probability), decision }).toEqual({
    probability: Math.fround(before!['probability']),
    decision: before!['decision'],
  });
  // What came since: lists over the rows of before, a log of changes, keys.
  expect((await engineer.from('model_list').select('name')).data).toEqual([{ name: 'in use' }]);
  const { data: cars } = await engineer.rpc('car_list', { filters: {} });
  expect(cars.total).toBe(60);
  await engineer.from('plant_settings').update({ audit_share: 0.1 }).eq('only_row', true);
  expect((await engineer.rpc('change_log')).data.total).toBe(1);
}, 60_000);

it('and goes on: files are loaded, a model is made and put in use', async () => {
  const sql = stack.sql;
  const [had] = await sql`select max(id)::int as id from public.deployments`;
  const auth = { persistSession: false, autoRefreshToken: false };
  const client = async (role: string) => {
    const person = createClient(stack.file.apiUrl, stack.file.publishableKey, { auth });
    const { data } = await stack.service().auth.admin.listUsers();
    const user = data.users.find(({ email }) => email === `${role}@halle.demo`)!;
    const password = 'set by this test';
    await stack.service().auth.admin.updateUserById(user.id, { password });
    const { error } = await person.auth.signInWithPassword({ email: user.email!, password });
    if (error) throw error;
    return person;
  };
  await makeSmallPlant(stack, client, 'later');
  const [now] = await sql`select max(id)::int as id, count(*)::int as n from public.deployments`;
  expect(now).toEqual({ id: had!['id'] + 1, n: 2 });
  expect(verifyLedger(await readEntries(sql))).toMatchObject({ entries: 2, bad: null });
}, 120_000);
