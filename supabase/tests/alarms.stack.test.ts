import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { putAlarm } from '../../tools/test/fixtures/alarms.ts';
import { database } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack, twoModels, type Caller } from './as-caller.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

const raise = (sql: TransactionSql, model: number, feature = 'engine', since = '1898-05-03T12:00:00Z') =>
  putAlarm(sql, model, feature, { since });
const event = (sql: TransactionSql, from: string, to: string) =>
  sql`insert into public.calendar_events (starts_on, ends_on, kind) values (${from}, ${to}, 'supplier') returning id`;
const explained = async (sql: TransactionSql, alarm: number) =>
  (await sql`select expected_by from public.alarms where id = ${alarm}`)[0]!['expected_by'] as string | null;

describe('an alarm', () => {
  it('is open once a feature and model, and can be raised again when it is closed', async () => {
    await rolledBack(sql, async (sql) => {
      const [model, other] = await twoModels(sql);
      const alarm = await raise(sql, model);
      await raise(sql, model, 'color');
      await raise(sql, other);
      expect((await refusal(sql, (sql) => raise(sql, model)))?.code).toBe('23505');
      await become(sql, 'engineer');
      const [closed] = await sql`select * from public.close_alarm(${alarm}, '  a new supplier ')`;
      expect(closed).toMatchObject({ close_reason: 'a new supplier', closed_by: expect.any(String) });
      expect((await refusal(sql, (sql) => sql`select public.close_alarm(${alarm}, 'again')`))?.detail).toBe(
        'alarm_closed',
      );
      await sql`reset role`;
      expect(await raise(sql, model)).not.toBe(alarm);
    });
  });

  it('ends with its model, and not when its model is put in use once more', async () => {
    await rolledBack(sql, async (sql) => {
      const [model, other] = await twoModels(sql);
      const alarm = await raise(sql, model);
      const closed = async () =>
        (await sql`select closed_at, close_reason from public.alarms where id = ${alarm}`)[0]!;
      await putInUse(sql, model);
      expect(await closed()).toMatchObject({ closed_at: null });
      await putInUse(sql, other);
      expect(await closed()).toMatchObject({ closed_at: expect.any(Date), close_reason: null });
    });
  });

  it('is explained by the shortest event of its day, before or after it came, and no longer when that is taken back', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const alarm = await raise(sql, model);
      expect(await explained(sql, alarm)).toBeNull();
      await become(sql, 'engineer');
      const [wide] = await event(sql, '1898-05-01', '1898-05-31');
      const [narrow] = await event(sql, '1898-05-03', '1898-05-03');
      await event(sql, '1898-05-04', '1898-05-04');
      expect(await explained(sql, alarm)).toBe(narrow!['id']);
      await sql`delete from public.calendar_events where id = ${narrow!['id']}`;
      expect(await explained(sql, alarm)).toBe(wide!['id']);
      await sql`update public.calendar_events set ends_on = '1898-05-02' where id = ${wide!['id']}`;
      expect(await explained(sql, alarm)).toBeNull();
      await sql`reset role`;
      expect(await explained(sql, await raise(sql, model, 'color', '1898-05-04T23:59:00Z'))).not.toBeNull();
    });
  });

  it('needs a reason, and exists', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const alarm = await raise(sql, model);
      await become(sql, 'engineer');
      expect((await refusal(sql, (sql) => sql`select public.close_alarm(${alarm}, ' a ')`))?.detail).toBe(
        'reason_missing',
      );
      expect(
        (await refusal(sql, (sql) => sql`select public.close_alarm(2000000000, 'why not')`))?.detail,
      ).toBe('not_found');
    });
  });
});

describe('rights', () => {
  const members: readonly Caller[] = ['operator', 'engineer', 'admin', 'service'];
  it.each<[string, readonly Caller[]]>([
    ["close_alarm(0, 'because')", []],
    ['monitor_status()', members],
    ['monitor_window_cars(0, 1)', ['engineer', 'admin', 'service']],
  ])('%s is for some', async (asked, allowed) => {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql.unsafe(`select public.${asked}`));
        if (allowed.includes(caller)) expect(denied, caller).toBeNull();
        else if (asked.startsWith('close') && (caller === 'engineer' || caller === 'admin'))
          expect(denied?.detail, caller).toBe('not_found');
        else expect(['42501', 'PT403'], caller).toContain(denied?.code);
      });
    }
  });

  it('engineers write the calendar, under their own name only', async () => {
    for (const caller of CALLERS.filter((each) => each !== 'service')) {
      await rolledBack(sql, async (sql) => {
        await sql`insert into public.calendar_events (starts_on, ends_on, kind) values ('1898-01-01', '1898-01-01', 'other')`;
        await become(sql, caller);
        const may = caller === 'engineer' || caller === 'admin';
        expect((await refusal(sql, (sql) => event(sql, '1898-05-01', '1898-05-02'))) === null, caller).toBe(
          may,
        );
        const named = await refusal(
          sql,
          (sql) => sql`insert into public.calendar_events (starts_on, ends_on, kind, created_by)
            values ('1898-05-01', '1898-05-01', 'other', null)`,
        );
        expect(named?.code, caller).toBe('42501');
        if (caller === 'anon') return;
        const gone = await sql`delete from public.calendar_events where starts_on = '1898-01-01'`;
        expect(gone.count, caller).toBe(may ? 1 : 0);
      });
    }
  });

  it.each(['alarms', 'monitor_windows'])('nobody writes %s over REST', async (table) => {
    for (const caller of CALLERS.filter((each) => each !== 'service')) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        for (const statement of [
          `insert into public.${table} (model_id) values (1)`,
          `update public.${table} set model_id = 1`,
        ])
          expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.code, caller).toBe('42501');
      });
    }
  });
});

describe('answers', () => {
  const job = async (sql: TransactionSql) =>
    (await sql`select from graphile_worker.jobs where key = 'monitor'`).length;

  it('ask for a look once there can be a full window, and one ask is enough', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      const deployment = await putInUse(sql, model);
      await sql`insert into public.cars (knr) select '1897-' || lpad(n::text, 7, '0') from generate_series(1, 220) n`;
      await sql`update public.plant_settings set monitor_window = 200`;
      // Other tests' answers that were rolled back have had numbers too.
      const [newest] =
        await sql`select nextval(pg_get_serial_sequence('public.predictions', 'id'))::int as id`;
      await sql`insert into public.monitor_windows (model_id, number, cars, first_prediction, last_prediction, first_at, last_at)
        values (${model}, 1, 50, 0, ${newest!['id']}, now(), now())`;
      const ask = (from: number, to: number) => sql`
        insert into public.predictions (knr, deployment_id, probability, decision, features)
        select '1897-' || lpad(n::text, 7, '0'), ${deployment}, 0.1, 'short', '{}' from generate_series(${from}::int, ${to}::int) n`;
      await ask(1, 30);
      // Asked for again: no further car.
      await ask(1, 10);
      expect(await job(sql)).toBe(0);
      const answers = await sql`select knr from private.first_answers(${model}, ${newest!['id']}, 100)`;
      expect(answers).toHaveLength(30);
      await ask(31, 220);
      await ask(1, 10);
      expect(await job(sql)).toBe(1);
      await become(sql, 'operator');
      const [status] = await sql`select public.monitor_status() as s`;
      expect(status!['s']).toMatchObject({ modelId: model, hasReference: false, window: 200, waiting: 200 });
    });
  });

  it('of all times in which the model was in use are one row of cars, each with its first', async () => {
    await rolledBack(sql, async (sql) => {
      const [model, other] = await twoModels(sql);
      await sql`insert into public.cars (knr) select '1896-000000' || n from generate_series(1, 5) n`;
      const told: number[] = [];
      for (const [each, cars] of [
        [model, [1, 2]],
        [other, [3]],
        [model, [4, 1, 3]],
        [model, [5]],
      ] as const) {
        const deployment = await putInUse(sql, each);
        const rows = await sql`
          insert into public.predictions (knr, deployment_id, probability, decision, features)
          select '1896-000000' || n, ${deployment}, 0.1, 'short', '{}' from unnest(${cars}::int[]) n returning id::int`;
        told.push(...rows.map((row) => row['id'] as number));
      }
      const answers = async (after: number, most: number) =>
        (await sql`select knr from private.first_answers(${model}, ${after}, ${most})`).map((row) =>
          Number(row['knr'].slice(-1)),
        );
      expect(await answers(0, 100)).toEqual([1, 2, 4, 3, 5]);
      expect(await answers(0, 3)).toEqual([1, 2, 4]);
      expect(await answers(told[1]!, 2)).toEqual([4, 3]);
      expect(await answers(told.at(-1)!, 2)).toEqual([]);
    });
  });
});
