import type { SupabaseClient } from '@supabase/supabase-js';
import type postgres from 'postgres';
import type { Scope } from '../../../shared/contracts/api-keys.ts';
import { createKey } from '../../../tools/test/fixtures/api-keys.ts';
import { putCars, removeCars } from '../../../tools/test/fixtures/cars.ts';
import { deployAsPerson } from '../../../tools/test/fixtures/deploy.ts';
import { call, modelForm } from '../../../tools/test/fixtures/functions.ts';
import { metadataOf, someCars, trainedModelFile } from '../../../tools/test/fixtures/models.ts';
import { accessToken, database, signedInClient, testStack } from '../../../tools/test/stack.ts';
import { forgetIngested } from '../ingest/tests/forget.ts';

const YEAR = '1891';
const KEYS = 'test of the document';

/** A plant in which the examples of the document can be asked: their models, their run and their car under other numbers. */
export interface ExamplePlant {
  sql: postgres.Sql;
  models: [number, number];
  window: { from: string; to: string };
  /** Cars that all passed. */
  withoutFailures: { from: string; to: string };
  engineer: string;
  operator: string;
  /** The car of the examples. */
  knr: string;
  real: (operationId: string, name: string, value: string) => string;
  realBody: (body: unknown) => unknown;
  asking: (operationId: string) => Promise<string>;
  newFile: () => Promise<Uint8Array<ArrayBuffer>>;
  makeKey: (scopes: readonly Scope[], perMinute?: number) => Promise<{ id: number; key: string }>;
  admin: SupabaseClient;
  /** No run is queued or at work. */
  noRun: () => Promise<void>;
  end: () => Promise<void>;
}

export async function plantOfExamples(): Promise<ExamplePlant> {
  const sql = database();
  const [person, admin] = [await signedInClient('engineer'), await signedInClient('admin')];
  const engineer = await accessToken(person);
  const operator = await accessToken(await signedInClient('operator'));
  const window = { from: `${YEAR}-01-01T00:00:00`, to: `${YEAR}-12-31T00:00:00` };
  await removeCars(sql, YEAR);
  await putCars(
    sql,
    someCars(1000, 5).map(({ row, failed }, i) => ({
      knr: `${YEAR}-${1_700_000 + i}`,
      features: row,
      roadTestAt: `${YEAR}-0${1 + Math.floor(i / 200)}-${String(1 + (i % 28)).padStart(2, '0')}T08:00:00`,
      // In the third month all pass. After it some fail: a run that is asked for then learns, and is there to be cancelled.
      failed: failed && (i < 400 || i >= 600),
    })),
  );
  let seed = Date.now() % 1_000_000;
  const newFile = () => trainedModelFile((seed += 1));
  const register = async (): Promise<number> => {
    const body = modelForm(await newFile(), metadataOf('of the examples', { holdoutFrom: window.from }));
    const made = await call('createModel', engineer, { method: 'POST', body });
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return made.body.id;
  };
  const models: [number, number] = [await register(), await register()];
  await deployAsPerson(person, models[0], 'for the examples', { window });
  const noRun = async () => {
    await sql`update public.training_runs set status = 'cancelled', finished_at = now() where status in ('queued', 'running')`;
  };
  await noRun();
  const startRun = async (): Promise<number> => {
    await noRun();
    const started = await call('createModel/runs', engineer, { json: {} });
    if (started.status !== 202) throw new Error(JSON.stringify(started.body));
    return started.body.id;
  };
  const run = await startRun();

  let cancelling: number | null = null;
  const modelOf = (value: unknown) => (value === 1 || value === '1' ? models[0] : models[1]);
  return {
    sql,
    models,
    window,
    withoutFailures: { from: `${YEAR}-03-01T00:00:00`, to: `${YEAR}-04-01T00:00:00` },
    engineer,
    operator,
    admin,
    knr: `${YEAR}-1700002`,
    newFile,
    noRun,
    async asking(operationId) {
      if (operationId === 'startRun') await noRun();
      if (operationId === 'cancelRun') cancelling ??= await startRun();
      return operationId === 'scoreChallenger' ? testStack().secretKey : engineer;
    },
    real(operationId, name, value) {
      if (operationId === 'cancelRun') return String(cancelling);
      if (operationId === 'getRun') return String(run);
      return name === 'id' || name === 'ID_MODELO' ? String(modelOf(value)) : value;
    },
    realBody(body) {
      const text = JSON.stringify(body, (name, value) =>
        name === 'modelId' || name === 'against' ? modelOf(value) : name === 'window' ? window : value,
      );
      return JSON.parse(
        text.replaceAll('2024-1700002', `${YEAR}-1700002`).replaceAll('2024-9999999', `${YEAR}-9999999`),
      );
    },
    makeKey: (scopes, perMinute) => createKey(admin, KEYS, scopes, perMinute),
    async end() {
      await noRun();
      await sql`update public.api_keys set revoked_at = coalesce(revoked_at, now()) where name = ${KEYS}`;
      await removeCars(sql, YEAR);
      await forgetIngested(sql, YEAR);
      await sql.end();
    },
  };
}
