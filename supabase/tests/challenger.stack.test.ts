import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { livePairsSchema } from '../../shared/contracts/challenger.ts';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

const set = (sql: TransactionSql, model: number | null, reason: string | null = null) =>
  sql`select * from public.set_challenger(${model}, ${reason})`;
const active = async (sql: TransactionSql) =>
  (await sql`select model_id::int as model from public.challengers where ended_at is null`).map(
    (row) => row['model'],
  );
const jobs = async (sql: TransactionSql) =>
  await sql`select run_at, attempts from graphile_worker.jobs where key = 'score_challenger'`;

/** A model in use, another one, and a car with features; nothing waits for a score. */
async function plant(sql: TransactionSql): Promise<{ inUse: number; other: number; deployment: number }> {
  await sql`delete from public.predictions`;
  await sql`update public.challengers set ended_at = coalesce(ended_at, now()), settled = true`;
  const [inUse, other] = await twoModels(sql);
  const deployment = await putInUse(sql, inUse);
  await sql`insert into public.cars (knr) values ('1899-0000001'), ('1899-0000002')`;
  await sql`
    insert into public.car_features (knr, engine, failures_total, status_events, last_point_at)
    values ('1899-0000001', 'DSN', 3.1, 12, '1899-01-01')`;
  return { inUse, other, deployment };
}

const answered = (sql: TransactionSql, deployment: number, answers: object[]) =>
  sql`select public.record_predictions(${deployment}, ${sql.json(answers as never)})`;
const answer = (knr: string, probability: number | null = 0.5) => ({ knr, probability, decision: 'long' });

describe('set_challenger', () => {
  it('sets one, sets another in its place, sets it again without effect, and ends it', async () => {
    await rolledBack(sql, async (sql) => {
      const { other } = await plant(sql);
      const [third] = await twoModels(sql);
      await become(sql, 'engineer');
      const [first] = await set(sql, other, '  since the new paint ');
      expect(first).toMatchObject({ model_id: String(other), reason: 'since the new paint', ended_at: null });
      const [second] = await set(sql, third);
      expect(await active(sql)).toEqual([third]);
      expect((await set(sql, third))[0]!['id']).toBe(second!['id']);
      expect((await set(sql, null))[0]!['id']).toBeNull();
      expect((await set(sql, null))[0]!['id']).toBeNull();
      expect(await active(sql)).toEqual([]);
      const kept =
        await sql`select model_id::int, ended_by is not null as by from public.challengers order by id desc limit 2`;
      expect([...kept]).toEqual([
        { model_id: third, by: true },
        { model_id: other, by: true },
      ]);
    });
  });

  it('takes a model that was in use, not the one that is, and none that does not exist', async () => {
    await rolledBack(sql, async (sql) => {
      const { inUse, other } = await plant(sql);
      await become(sql, 'engineer');
      expect((await refusal(sql, (sql) => set(sql, inUse)))?.detail).toBe('already_in_use');
      expect((await refusal(sql, (sql) => set(sql, 2_000_000_000)))?.detail).toBe('not_found');
      await putInUse(sql, other);
      await become(sql, 'engineer');
      await set(sql, inUse);
      expect(await active(sql)).toEqual([inUse]);
    });
  });

  it('ends by itself when the challenger is put in use, and goes on when another model is', async () => {
    await rolledBack(sql, async (sql) => {
      const { other } = await plant(sql);
      const [third] = await twoModels(sql);
      await set(sql, other);
      await putInUse(sql, third);
      expect(await active(sql)).toEqual([other]);
      await putInUse(sql, other);
      expect(await active(sql)).toEqual([]);
    });
  });

  it.each([
    'update public.challengers set reason = $$another$$',
    'update public.challengers set ended_at = null, settled = false',
    'update public.challengers set settled = false',
    'update public.challengers set after_prediction = -1',
    'update public.challengers set scored_to = -1',
    'delete from public.challengers',
    'truncate public.challengers',
  ])('leaves a history that the secret key cannot change: %s', async (statement) => {
    await rolledBack(sql, async (sql) => {
      const { other, deployment } = await plant(sql);
      await answered(sql, deployment, [answer('1899-0000001')]);
      await set(sql, other);
      await set(sql, null);
      await sql`update public.challengers set settled = true`;
      await become(sql, 'service');
      expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.detail).toBe('not_allowed');
    });
  });
});

describe('a prediction', () => {
  it('keeps what the model was asked with: the features that are known, and nothing else', async () => {
    await rolledBack(sql, async (sql) => {
      const { deployment } = await plant(sql);
      await become(sql, 'operator');
      await answered(sql, deployment, [answer('1899-0000001'), answer('1899-0000002', null)]);
      const rows = await sql`select features from public.predictions where knr like '1899-%' order by knr`;
      expect(rows.map((row) => row['features'])).toEqual([
        { engine: 'DSN', color: '', failures_total: 3.1, status_events: 12 },
        null,
      ]);
    });
  });

  it('asks for scores while there is a challenger only, once for many, at the time of the first', async () => {
    await rolledBack(sql, async (sql) => {
      const { other, deployment } = await plant(sql);
      await sql`delete from graphile_worker._private_jobs where key = 'score_challenger'`;
      await answered(sql, deployment, [answer('1899-0000001')]);
      expect(await jobs(sql)).toHaveLength(0);
      await set(sql, other);
      await answered(sql, deployment, [answer('1899-0000001')]);
      const [first] = await jobs(sql);
      await sql`update graphile_worker._private_jobs set run_at = run_at - interval '1 second' where key = 'score_challenger'`;
      await answered(sql, deployment, [answer('1899-0000001')]);
      const again = await jobs(sql);
      expect(again).toHaveLength(1);
      expect(again[0]!['run_at'].getTime()).toBe(first!['run_at'].getTime() - 1000);
      await set(sql, null);
      await sql`delete from graphile_worker._private_jobs where key = 'score_challenger'`;
      await answered(sql, deployment, [answer('1899-0000001')]);
      expect(await jobs(sql)).toHaveLength(0);
    });
  });

  it('is kept also when the queue is broken or missing', async () => {
    await rolledBack(sql, async (sql) => {
      const { other, deployment } = await plant(sql);
      await set(sql, other);
      for (const change of [
        'alter function graphile_worker.add_job rename to add_job_gone',
        'alter schema graphile_worker rename to gone',
      ]) {
        await sql.unsafe(change);
        await answered(sql, deployment, [answer('1899-0000001')]);
      }
      const [kept] = await sql`select count(*)::int as n from public.predictions where knr like '1899-%'`;
      expect(kept!['n']).toBe(2);
      const [wanted] = await sql`select private.scores_wanted() as wanted`;
      expect(wanted!['wanted']).toBe(true);
    });
  });
});

describe('challenger_work and record_challenger_scores', () => {
  const work = async (sql: TransactionSql, most = 1000) =>
    (await sql`select public.challenger_work(${most}) as work`)[0]!['work'];

  it('gives the predictions since it was set, oldest first, each until it is scored or cannot be', async () => {
    await rolledBack(sql, async (sql) => {
      const { other, deployment } = await plant(sql);
      await answered(sql, deployment, [answer('1899-0000001')]);
      await set(sql, other);
      for (let n = 0; n < 3; n++) await answered(sql, deployment, [answer('1899-0000001')]);
      await answered(sql, deployment, [answer('1899-0000002', null)]);
      await become(sql, 'service');
      const first = await work(sql, 2);
      expect(first).toMatchObject({ modelId: other, storagePath: 'x.onnx' });
      const ids: number[] = first.predictions.map((each: { id: number }) => each.id);
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      const scores = [
        [ids[0], 0.25],
        [ids[1], null],
        [2_000_000_000, 0.5],
      ];
      for (let twice = 0; twice < 2; twice++)
        await sql`select public.record_challenger_scores(${other}, ${sql.json(scores as never)})`;
      const kept =
        await sql`select prediction_id::int as id, probability from public.challenger_scores order by 1`;
      expect([...kept]).toEqual([
        { id: ids[0], probability: 0.25 },
        { id: ids[1], probability: null },
      ]);
      const rest = await work(sql);
      expect(rest.predictions).toHaveLength(1);
      await sql`select public.record_challenger_scores(${other}, ${sql.json([[rest.predictions[0].id, 0.5]])})`;
      expect(await work(sql)).toBeNull();
      const [status] = await sql`select public.challenger_status() as status`;
      expect(status!['status']).toMatchObject({ modelId: other, cars: 1, known: 0, unscorable: 1 });
    });
  });

  it('gives what an ended challenger has left over, not what came after its end', async () => {
    await rolledBack(sql, async (sql) => {
      const { other, deployment } = await plant(sql);
      await set(sql, other);
      await answered(sql, deployment, [answer('1899-0000001')]);
      await set(sql, null);
      await sql`
        insert into public.predictions (knr, deployment_id, probability, decision, features, created_at)
        values ('1899-0000001', ${deployment}, 0.5, 'long', '{}', now() + interval '1 minute')`;
      const settled = async () => {
        await sql`select private.scores_wanted()`;
        const [row] = await sql`select settled from public.challengers order by id desc limit 1`;
        return row!['settled'];
      };
      await become(sql, 'service');
      const left = await work(sql);
      await sql`reset role`;
      expect(left.predictions).toHaveLength(1);
      await sql`alter table public.challengers disable trigger challenger_guard`;
      await sql`update public.challengers set ended_at = now() - interval '2 minutes' where model_id = ${other}`;
      await sql`update public.predictions set created_at = now() - interval '3 minutes' where id = ${left.predictions[0].id}`;
      expect(await settled()).toBe(false);
      await sql`select public.record_challenger_scores(${other}, ${sql.json([[left.predictions[0].id, 0.5]])})`;
      expect(await work(sql)).toBeNull();
      expect(await settled()).toBe(true);
    });
  });
});

describe('scores_wanted', () => {
  it('notes what is done, and a late prediction with a lower number is still scored', async () => {
    await rolledBack(sql, async (sql) => {
      const { other, deployment } = await plant(sql);
      await set(sql, other);
      const many = (age: string, count: number) => sql`
        insert into public.predictions (knr, deployment_id, probability, decision, features, created_at)
        select '1899-0000001', ${deployment}, 0.5, 'long', '{}', now() - ${age}::interval
        from generate_series(1, ${count}::integer)`;
      const wanted = async () => (await sql`select private.scores_wanted() as wanted`)[0]!['wanted'];
      const done = async () => {
        const [row] = await sql`
          select c.scored_to = (select max(p.id) from public.predictions p) as all_of_them,
            c.scored_to = c.after_prediction as none from public.challengers c where c.ended_at is null`;
        return row;
      };
      const scoreAll = () => sql`
        insert into public.challenger_scores (prediction_id, model_id, probability)
        select p.id, ${other}, 0.5 from public.predictions p on conflict do nothing`;
      await many('2 minutes', 1100);
      expect([await wanted(), await done()]).toEqual([true, { all_of_them: false, none: true }]);
      await scoreAll();
      expect([await wanted(), await done()]).toEqual([false, { all_of_them: true, none: false }]);
      await many('10 seconds', 1100);
      await scoreAll();
      expect([await wanted(), await done()]).toEqual([false, { all_of_them: false, none: false }]);
      // Its number was given before theirs, its transaction ends after.
      await sql`
        delete from public.challenger_scores where prediction_id = (
          select max(p.id) - 500 from public.predictions p)`;
      expect(await wanted()).toBe(true);
    });
  });
});

describe('live_pairs', () => {
  it('takes each car once: its last prediction before the entry, with the threshold that it was answered with', async () => {
    await rolledBack(sql, async (sql) => {
      const [model, against] = await twoModels(sql);
      const [elsewhere] = await twoModels(sql);
      const [strict, mild, foreign] = [
        await putInUse(sql, against, 0.3),
        await putInUse(sql, against, 0.2),
        await putInUse(sql, elsewhere, 0.2),
      ];
      await sql`
        insert into public.cars (knr, road_test_at, road_test_failed) values
        ('1899-0000001', '2031-01-01 12:00', true), ('1899-0000002', '2031-01-01 12:00', false),
        ('1899-0000003', '2031-01-01 12:00', null), ('1899-0000004', null, null), ('1899-0000005', null, true),
        ('1899-0000006', '2031-01-01 12:00', true), ('1899-0000007', '2030-12-30 12:00', true)`;
      const [snapshot] = await sql`
        insert into public.snapshots (sha256, storage_path, cars, failures, period_from, period_to, holdout_from)
        values ('x', 'x', 1, 1, '2030-01-01', '2031-02-01', '2031-01-01') returning id`;
      await sql`
        insert into public.snapshot_cars (snapshot_id, learned, held_out)
        values (${snapshot!['id']}, array['1899-0000006'], '{}')`;
      await sql`update public.models set snapshot_id = ${snapshot!['id']} where id = ${model}`;
      await sql`update public.models set holdout_from = '2031-01-01' where id = ${against}`;
      const predicted = async (
        car: number,
        at: string,
        deployment: number,
        other: number | null,
        mine?: number | null,
      ) => {
        const [row] = await sql`
          insert into public.predictions (knr, deployment_id, probability, decision, created_at)
          values (${`1899-000000${car}`}, ${deployment}, ${other}, 'long', ${`2031-01-01 ${at}+00`}) returning id`;
        if (mine !== undefined)
          await sql`insert into public.challenger_scores values (${row!['id']}, ${model}, ${mine})`;
      };
      await predicted(1, '09:00', strict, 0.1, 0.11);
      await predicted(1, '11:00', strict, 0.125, 0.5); // the last before the entry
      await predicted(1, '13:00', mild, 0.875, 0.75); // after it
      await predicted(2, '13:00', strict, 0.7, 0.7); // only after the entry: the last one
      await predicted(2, '14:00', mild, 0.25, 0.0625);
      await predicted(3, '10:00', mild, 0.7, 0.7); // not known yet
      await predicted(4, '10:00', foreign, 0.5, 0.5); // answered by another model
      await predicted(5, '10:00', mild, 0.5, null); // could not be scored
      await predicted(5, '10:30', mild, null); // nobody was asked
      await predicted(5, '10:40', mild, 0.5); // not scored yet
      await predicted(6, '10:00', mild, 0.5, 0.5); // the model learned from it
      await predicted(7, '10:00', mild, 0.5, 0.5); // the other did: it entered before its holdout
      await become(sql, 'engineer');
      const [row] = await sql`select public.live_pairs(${model}, ${against}) as live`;
      const live = livePairsSchema.parse(row!['live']);
      expect(live).toMatchObject({ cars: 3, known: 2 });
      // 0.7 as the float32 that the models gave, not as it is written.
      expect(live.rows).toEqual([
        [Math.fround(0.7), Math.fround(0.7), 0.2, null],
        [0.0625, 0.25, 0.2, 0],
        [0.5, 0.125, 0.3, 1],
      ]);
      const [none] = await sql`select public.live_pairs(${against}, ${model}) as live`;
      expect(none!['live']).toEqual({ cars: 0, known: 0, rows: [] });
    });
  });
});
