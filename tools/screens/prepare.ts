import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SupabaseClient } from '@supabase/supabase-js';
import type postgres from 'postgres';
import type { PagesPlant } from '../test/browser/pages-plant.ts';
import { deployAsPerson } from '../test/fixtures/deploy.ts';
import { call } from '../test/fixtures/functions.ts';
import { accessToken, signedInClient } from '../test/stack.ts';

const newest = async (rows: Promise<postgres.Row[]>): Promise<number> => {
  const [row] = await rows;
  if (!row) throw new Error('The demo plant lacks what a picture shows.');
  return Number(row['id']);
};

/** A second model beside the demo plant's own, by the product's own path. */
async function createCandidate(engineer: SupabaseClient, sql: postgres.Sql): Promise<void> {
  const { data, error } = await engineer.functions.invoke('createModel/runs', {
    method: 'POST',
    body: { cause: 'button', parameters: { name: 'Second model', seed: 7 } },
  });
  if (error) throw error;
  for (;;) {
    const [run] = await sql`select status, error from public.training_runs where id = ${data.id}`;
    if (run?.['status'] === 'succeeded') return;
    if (run?.['status'] !== 'queued' && run?.['status'] !== 'running')
      throw new Error(`The second model was not made: ${JSON.stringify(run?.['error'])}`);
    await sleep(500);
  }
}

/** A car whose passport has something of everything. */
const telling = (sql: postgres.Sql) => sql<{ knr: string }[]>`
  select f.knr from public.car_features f join public.cars c using (knr)
  where c.road_test_failed and c.engine is not null and exists (select from public.test_failures t where t.knr = f.knr)
  order by f.failures_total desc, f.knr limit 1`;

/** Whatever the demo plant lacks to have something on every page: a model in use, a candidate, answers, an alarm. */
export async function preparePlant(sql: postgres.Sql, say: (text: string) => void): Promise<PagesPlant> {
  const engineer = await signedInClient('engineer');
  const token = await accessToken(engineer);
  const [first] = await sql`select id from public.deployments limit 1`;
  if (!first) {
    say('putting the first model in use');
    const own = await newest(sql`select id from public.models order by id limit 1`);
    await deployAsPerson(engineer, own, 'Three times as many failures found as by chance');
    say('creating a second one');
    await createCandidate(engineer, sql);
    say('answering cars');
    const waiting = await sql<{ knr: string }[]>`
      select knr from public.car_features where as_of is null and last_point_at is not null
      order by last_point_at desc limit 30`;
    for (const { knr } of waiting.slice(0, 12))
      await call('predict', token, {
        json: { knr, requestId: randomUUID(), askedAt: new Date().toISOString() },
      });
    await call('predict', token, { json: { knrs: waiting.map(({ knr }) => knr), ahead: true } });
    for (const { knr } of await telling(sql)) await call('predict', token, { json: { knr } });
    await sql`
      insert into public.alarms (model_id, feature, since, first_window, last_window, window_cars, p_value, effect, picture)
      values (${own}, 'engine', now() - interval '2 days', 4, 6, 100, 0.000001, 4.1, ${sql.json({
        kind: 'category',
        mean: null,
        bins: [
          { category: 'CWL', reference: 0.52, now: 0.24 },
          { category: 'DHS', reference: 0.28, now: 0.22 },
          { category: 'DSN', reference: 0.2, now: 0.54 },
        ],
      })})`;
  }
  const model = await newest(sql`select model_id as id from public.deployments order by id desc limit 1`);
  const [atGate] = await sql<{ knr: string }[]>`
    select p.knr from public.predictions p join public.cars c using (knr)
    where c.road_test_failed is null order by p.decision = 'long' desc, p.knr limit 1`;
  const [failed] = await telling(sql);
  return {
    // The first is at the gate now, the second one failed.
    knr: (n) => (n === 1 ? atGate : failed)?.knr ?? '',
    model,
    candidate: await newest(sql`select id from public.models where id <> ${model} order by id desc limit 1`),
    deployment: await newest(sql`select id from public.deployments order by id desc limit 1`),
    run: await newest(
      sql`select id from public.training_runs where status = 'succeeded' order by id desc limit 1`,
    ),
    dataset: await newest(sql`select id from public.datasets where status = 'loaded' order by id limit 1`),
    alarm: await newest(sql`select id from public.alarms order by id desc limit 1`),
  };
}
