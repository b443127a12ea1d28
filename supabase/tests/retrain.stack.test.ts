import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { causeSchema, newsSchema, policyStateSchema } from '../../shared/contracts/retrain.ts';
import { putAlarm } from '../../tools/test/fixtures/alarms.ts';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

/** No run is active and the policy is as wanted, in this transaction. */
async function quiet(sql: TransactionSql, policy: object = {}): Promise<void> {
  await sql`update public.retrain_policy set waiting = '[]', labels_since_run = 0, debounce_seconds = 600`;
  await sql`update public.training_runs set status = 'cancelled' where status in ('queued', 'running')`;
  if (Object.keys(policy).length > 0) await sql`update public.retrain_policy set ${sql(policy)}`;
}
const active = async (sql: TransactionSql) =>
  await sql`select *, id::int as number from public.training_runs where status in ('queued', 'running')`;
const causesOf = (run: { causes?: unknown } | undefined) =>
  causeSchema
    .array()
    .parse(run?.causes)
    .map(({ cause }) => cause);
const begin = (sql: TransactionSql) =>
  sql`update public.training_runs set status = 'running', news = private.news() where status = 'queued' returning news`;
const end = (sql: TransactionSql) =>
  sql`update public.training_runs set status = 'succeeded' where status = 'running'`;
/** What the trainer's sweep does. */
const sweep = (sql: TransactionSql) => sql`select private.ask_for_waiting() where private.causes_wait()`;

async function labels(sql: TransactionSql, from: number, to: number): Promise<void> {
  await sql`insert into public.cars (knr) select '2096-' || to_char(n, 'FM0000000') from generate_series(${from}::int, ${to}::int) n`;
  await sql`update public.cars set road_test_failed = right(knr, 1) = '0', road_test_at = '2096-01-01'
    where knr like '2096-%' and road_test_failed is null`;
}
const alarm = (
  sql: TransactionSql,
  model: number,
  feature = 'value_mean_nm',
  since = '2026-05-03T10:00:00Z',
) => putAlarm(sql, model, feature, { since, checkpoint: 'ZP61' });

describe('an alarm', () => {
  it('starts one run, later, that names it, and no deployment', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await putInUse(sql, model);
      await quiet(sql, { on_alarm: true });
      const [before] = await sql`select count(*) from public.deployments`;
      await alarm(sql, model);
      await alarm(sql, model, 'hours_on_line');
      const [run, ...others] = await active(sql);
      expect(others).toEqual([]);
      expect(run).toMatchObject({ cause: 'alarm', status: 'queued' });
      expect(causeSchema.array().parse(run!['causes'])).toMatchObject([
        { cause: 'alarm', feature: 'value_mean_nm', checkpoint: 'ZP61' },
        { cause: 'alarm', feature: 'hours_on_line' },
      ]);
      expect(run!['not_before'] - run!['created_at']).toBe(600_000);
      expect((await sql`select count(*) from public.deployments`)[0]).toEqual(before);
    });
  });

  it('that the calendar explains starts none, nor one while the policy is off', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await quiet(sql, { on_alarm: true });
      await sql`insert into public.calendar_events (starts_on, ends_on, kind) values ('2026-05-01', '2026-05-05', 'supplier')`;
      await alarm(sql, model);
      expect(await active(sql)).toHaveLength(0);
      await sql`update public.retrain_policy set on_alarm = false`;
      await alarm(sql, model, 'hours_on_line', '2026-06-03T10:00:00Z');
      expect(await active(sql)).toHaveLength(0);
    });
  });
});

describe('causes', () => {
  it('within the set time come into one run, each named once', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await quiet(sql, { on_alarm: true, min_new_labels: 20 });
      await labels(sql, 1, 25);
      await alarm(sql, model);
      await labels(sql, 26, 60);
      const runs = await active(sql);
      expect(runs.map(causesOf)).toEqual([['labels', 'alarm']]);
      const jobs = await sql`select 1 from graphile_worker.jobs where key = ${`train:${runs[0]!['number']}`}`;
      expect(jobs).toHaveLength(1);
    });
  });

  it('that come while a run is active make one run after it', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await quiet(sql, { on_alarm: true, min_new_labels: 20 });
      await labels(sql, 1, 25);
      await begin(sql);
      await labels(sql, 26, 60);
      await labels(sql, 61, 90);
      await alarm(sql, model);
      await sweep(sql);
      expect(await active(sql)).toHaveLength(1);
      await end(sql);
      await sweep(sql);
      const runs = await active(sql);
      expect(runs.map(causesOf)).toEqual([['labels', 'alarm']]);
      await begin(sql);
      await end(sql);
      await sweep(sql);
      expect(await active(sql)).toHaveLength(0);
    });
  });

  it('that wait are joined by what is asked before the sweep sees them, and begin when a run is cancelled', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await quiet(sql, { on_alarm: true, min_new_labels: 20 });
      const busy = async () => {
        await quiet(sql);
        await sql`insert into public.training_runs (cause, status) values ('button', 'running')`;
      };
      await busy();
      await labels(sql, 1, 25);
      await end(sql);
      await alarm(sql, model);
      expect((await active(sql)).map(causesOf)).toEqual([['labels', 'alarm']]);

      await busy();
      await labels(sql, 26, 50);
      await end(sql);
      await become(sql, 'engineer');
      const [run] = await sql`select * from public.request_training_run('button')`;
      expect(causesOf(run)).toEqual(['labels', 'button']);
      await sql`reset role`;

      await sql`update public.retrain_policy set waiting = '[{"cause": "schedule", "at": "2026-05-04T00:00:00Z"}]'`;
      await become(sql, 'engineer');
      await sql`select public.cancel_training_run(${run!['id']})`;
      await sql`reset role`;
      expect((await active(sql)).map(causesOf)).toEqual([['schedule']]);
    });
  });

  it('are joined by a person who does not want to wait', async () => {
    await rolledBack(sql, async (sql) => {
      await quiet(sql, { min_new_labels: 20 });
      await labels(sql, 1, 25);
      await become(sql, 'engineer');
      const [run] = await sql`select * from public.request_training_run('button', '{"trees": 7}')`;
      expect(causesOf(run)).toEqual(['labels', 'button']);
      expect(run).toMatchObject({ parameters: { trees: 7 } });
      await sql`reset role`;
      const [job] =
        await sql`select run_at <= now() as now from graphile_worker.jobs where key = ${`train:${run!['id']}`}`;
      expect(job).toEqual({ now: true });
    });
  });
});

describe('news', () => {
  it('are the labelled cars and failures that the model in use does not know, and the open alarms', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await sql`update public.cars set road_test_failed = null, road_test_ended_at = null`;
      await quiet(sql, { min_new_labels: null });
      await labels(sql, 1, 50);
      await sql`select private.refresh_features((select array_agg(knr) from public.cars where knr like '2096-%'))`;
      const [snapshot] = await sql`
        insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
        values ('x', 'x', 20, 2, '2096-01-01', '2096-01-01', '2096-01-01') returning id`;
      await sql`insert into public.snapshot_cars (snapshot_id, learned, held_out)
        select ${snapshot!['id']}, array_agg(knr) filter (where knr <= '2096-0000015'), array_agg(knr) filter (where knr > '2096-0000015')
        from public.cars where knr like '2096-%' and knr <= '2096-0000020'`;
      await sql`update public.models set snapshot_id = ${snapshot!['id']} where id = ${model}`;
      await putInUse(sql, model);
      await alarm(sql, model);
      await sql`insert into public.training_runs (cause) values ('button')`;
      const [run] = await begin(sql);
      expect(newsSchema.parse(run!['news'])).toMatchObject({
        modelId: model,
        cars: 30,
        failures: 3,
        alarms: [{ feature: 'value_mean_nm', checkpoint: 'ZP61' }],
      });
      await end(sql);
      await sql`update public.models set snapshot_id = null where id = ${model}`;
      await sql`insert into public.training_runs (cause) values ('button')`;
      expect((await begin(sql))[0]!['news']).toMatchObject({ modelId: model, cars: null, failures: null });
    });
  });
});

describe('the schedule', () => {
  const weekly = { schedule: 'week', schedule_weekday: 1, schedule_hour: 5, time_zone: 'America/Sao_Paulo' };
  const asked = async (sql: TransactionSql, at: string) =>
    (await sql`select private.ask_by_schedule(${at}::timestamptz) as asked`)[0]!['asked'];

  it('asks once at its hour of the plant’s clock, and once after trainers were away for weeks', async () => {
    await rolledBack(sql, async (sql) => {
      await quiet(sql, weekly);
      await sql`update public.retrain_policy set asked_for = '2030-01-01T00:00:00Z'`;
      // 7 January 2030 is a Monday; 05:00 in São Paulo is 08:00 UTC.
      expect(await asked(sql, '2030-01-07T07:59:00Z')).toBe(false);
      expect(await asked(sql, '2030-01-07T08:01:00Z')).toBe(true);
      expect(await asked(sql, '2030-01-08T08:01:00Z')).toBe(false);
      expect((await active(sql)).map(causesOf)).toEqual([['schedule']]);
      await quiet(sql);
      expect(await asked(sql, '2030-02-06T12:00:00Z')).toBe(true);
      expect(await asked(sql, '2030-02-06T12:10:00Z')).toBe(false);
    });
  });

  it('every day asks every day, and none asks never', async () => {
    await rolledBack(sql, async (sql) => {
      await quiet(sql, { ...weekly, schedule: 'day' });
      await sql`update public.retrain_policy set asked_for = '2030-01-01T00:00:00Z'`;
      expect(await asked(sql, '2030-01-09T08:01:00Z')).toBe(true);
      expect(await asked(sql, '2030-01-10T08:01:00Z')).toBe(true);
      await sql`update public.retrain_policy set schedule = null`;
      expect(await asked(sql, '2031-01-10T08:01:00Z')).toBe(false);
    });
  });

  it('that is changed counts from then on', async () => {
    await rolledBack(sql, async (sql) => {
      await quiet(sql, { asked_for: '2020-01-01T00:00:00Z' });
      await sql`update public.retrain_policy set ${sql({ ...weekly, schedule: 'day', schedule_hour: 3 })}`;
      const [policy] = await sql`select asked_for = now() as now from public.retrain_policy`;
      expect(policy).toEqual({ now: true });
    });
  });

  it('refuses a time zone that does not exist', async () => {
    await rolledBack(sql, async (sql) => {
      await become(sql, 'engineer');
      const refused = await refusal(
        sql,
        (sql) => sql`update public.retrain_policy set time_zone = 'Plant/Hall'`,
      );
      expect(refused?.detail).toBe('invalid_field');
    });
  });
});

describe('switched off', () => {
  it.each([
    ['button', { by_button: false }],
    ['http', { by_http: false }],
  ] as const)('a run by %s is refused', async (cause, policy) => {
    await rolledBack(sql, async (sql) => {
      await quiet(sql, policy);
      await become(sql, 'engineer');
      const other = cause === 'button' ? 'http' : 'button';
      const ask = (by: string) => (sql: TransactionSql) => sql`select public.request_training_run(${by})`;
      expect((await refusal(sql, ask(cause)))?.detail).toBe('switched_off');
      expect((await refusal(sql, ask('labels')))?.detail).toBe('invalid_field');
      expect(await refusal(sql, ask(other))).toBeNull();
    });
  });
});

it('the policy reads as its contract says', async () => {
  const [row] = await sql`select to_jsonb(p) as policy from public.retrain_policy p`;
  expect(policyStateSchema.safeParse(row!['policy']).error).toBeUndefined();
});
