import { expect } from '@playwright/test';
import type postgres from 'postgres';
import { putCars, removeCars } from '../fixtures/cars.ts';
import { deployAsPerson } from '../fixtures/deploy.ts';
import { call, modelForm } from '../fixtures/functions.ts';
import { metadataOf, onnxFileOf, someCars, trainedModel, treeFileOf } from '../fixtures/models.ts';
import { accessToken, signedInClient } from '../stack.ts';

const YEAR = '1889';
const CARS = 30;

/** Something to be seen on every page: cars with answers, a model in use and a candidate, a run, a file, an alarm. */
export interface PagesPlant {
  knr: (n: number) => string;
  model: number;
  candidate: number;
  deployment: number;
  run: number;
  dataset: number;
  alarm: number;
}

export async function buildPagesPlant(sql: postgres.Sql): Promise<PagesPlant> {
  await removePagesPlant(sql);
  const knr = (n: number) => `${YEAR}-${String(n).padStart(7, '0')}`;
  await putCars(
    sql,
    someCars(CARS, 9).map(({ row }, i) => ({
      knr: knr(i + 1),
      features: row,
      roadTestAt: null,
      failed: null,
    })),
  );
  const engineer = await signedInClient('engineer');
  const token = await accessToken(engineer);
  const make = async (name: string) => {
    const trained = await trainedModel(Date.now() % 1_000_000);
    const body = modelForm(onnxFileOf(trained), metadataOf(name), treeFileOf(trained));
    const made = await call('createModel', token, { method: 'POST', body });
    expect(made.status).toBe(201);
    return Number(made.body.id);
  };
  const model = await make('pages in use');
  const candidate = await make('pages candidate');
  const deployment = await deployAsPerson(engineer, model, 'So that every page has something to show');
  for (const n of [1, 2, 3]) await call('predict', token, { json: { knr: knr(n) } });
  const one = async (rows: Promise<postgres.Row[]>) => Number((await rows)[0]!['id']);
  const run = await one(sql`
    insert into public.training_runs (status, cause, parameters, error, started_at, finished_at)
    values ('failed', 'button', '{"name": "pages"}', ${sql.json({
      code: 'too_few_failures',
      message: 'Only 12 cars failed the road test; at least 50 are needed.',
      details: { failures: 12, needed: 50 },
    })}, now(), now()) returning id`);
  const dataset = await one(sql`
    insert into public.datasets (source, kind, name, bytes, status, rows_read, rows_loaded, rows_duplicate,
      rows_rejected, cars_touched, period_from, period_to, finished_at)
    values ('http', 'results', 'pages.csv', 2700000, 'loaded', 4048, 4040, 6, 2, 87,
      '2024-01-01 06:00', '2024-12-31 22:00', now()) returning id`);
  const alarm = await one(sql`
    insert into public.alarms (model_id, feature, since, first_window, last_window, window_cars, p_value, effect, picture)
    values (${model}, 'engine', now() - interval '3 days', 4, 6, 100, 0.000001, 12.3, ${sql.json({
      kind: 'category',
      mean: null,
      bins: [
        { category: 'CWL', reference: 0.7, now: 0.12 },
        { category: 'DSN', reference: 0.3, now: 0.88 },
      ],
    })}) returning id`);
  return { knr, model, candidate, deployment, run, dataset, alarm };
}

export async function removePagesPlant(sql: postgres.Sql): Promise<void> {
  await sql`delete from public.alarms where model_id in (select id from public.models where name = 'pages in use')`;
  await sql`delete from public.training_runs where parameters ->> 'name' = 'pages'`;
  await sql`delete from public.datasets where name = 'pages.csv'`;
  await removeCars(sql, YEAR);
}
