import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { myNoticesSchema, type Notice, type NoticeKind } from '../../shared/contracts/notices.ts';
import { putAlarm } from '../../tools/test/fixtures/alarms.ts';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels, type Caller } from './as-caller.ts';
import { evaluated } from './preflighted.ts';
import { putInUse } from './put-in-use.ts';

const sql = database();
afterAll(() => sql.end());

/** What happened in this transaction, oldest first; everything before is forgotten. */
async function fresh(sql: TransactionSql): Promise<void> {
  await sql`reset role`;
  await sql`delete from public.notices`;
}
async function mine(sql: TransactionSql, caller: Caller) {
  await become(sql, caller);
  const [row] = await sql`select public.my_notices() as mine`;
  await sql`reset role`;
  return myNoticesSchema.parse(row!['mine']);
}
async function factsOf<K extends NoticeKind>(sql: TransactionSql, kind: K) {
  const { notices } = await mine(sql, 'engineer');
  return notices
    .filter((each): each is Extract<Notice, { kind: K }> => each.kind === kind)
    .map(({ facts }) => facts as Extract<Notice, { kind: K }>['facts']);
}
async function run(sql: TransactionSql, then: string, model: number | null = null): Promise<number> {
  const [row] = await sql`
    insert into public.training_runs (cause, not_before) values ('button', now() + interval '1 day') returning id`;
  await sql`
    update public.training_runs set status = ${then}, model_id = ${model}, finished_at = now(),
      error = ${then === 'failed' ? sql.json({ code: 'too_few_failures', message: 'Only 12 cars failed.' }) : null}
    where id = ${row!['id']}`;
  return Number(row!['id']);
}

describe('a run', () => {
  it('that failed is told with its reason, one that made a candidate with the candidate, a cancelled one not', async () => {
    await rolledBack(sql, async (sql) => {
      await fresh(sql);
      const [model] = await twoModels(sql);
      const failed = await run(sql, 'failed');
      const done = await run(sql, 'succeeded', model);
      await run(sql, 'cancelled');
      expect(await factsOf(sql, 'run_finished')).toMatchObject([
        { runId: done, status: 'succeeded', modelId: model, modelName: 'model 1', error: null },
        { runId: failed, status: 'failed', modelId: null, error: { code: 'too_few_failures' } },
      ]);
    });
  });
});

describe('a candidate', () => {
  it('is told once, when it is measured; its first verdict joins the notice, a later one does not', async () => {
    await rolledBack(sql, async (sql) => {
      await fresh(sql);
      const [model, other] = await twoModels(sql);
      await evaluated(sql, model, null);
      await evaluated(sql, model, null);
      expect(await factsOf(sql, 'candidate_ready')).toEqual([
        {
          modelId: model,
          modelName: 'model 1',
          runId: null,
          againstId: null,
          againstName: null,
          verdict: null,
        },
      ]);
      const verdict = (word: string) => ({ comparison: { verdict: { word } } }) as never;
      await evaluated(sql, model, other, { result: verdict('better') });
      await evaluated(sql, model, other, { result: verdict('worse') });
      expect(await factsOf(sql, 'candidate_ready')).toMatchObject([
        { againstId: other, againstName: 'model 2', verdict: 'better' },
      ]);
    });
  });
  it('is none when it has been in use', async () => {
    await rolledBack(sql, async (sql) => {
      const [model] = await twoModels(sql);
      await putInUse(sql, model);
      await fresh(sql);
      await evaluated(sql, model, null);
      expect(await factsOf(sql, 'candidate_ready')).toEqual([]);
    });
  });
});

describe('a deployment', () => {
  it('is told with who and why to an engineer, without who to an operator', async () => {
    await rolledBack(sql, async (sql) => {
      const [first, second] = await twoModels(sql);
      await putInUse(sql, first);
      await fresh(sql);
      await putInUse(sql, second, 0.5);
      const [told] = (await mine(sql, 'engineer')).notices;
      expect(told).toMatchObject({
        kind: 'deployment',
        person: expect.stringContaining('@'),
        facts: { modelId: second, threshold: 0.5, reason: 'for the test', previousModelId: first },
      });
      const [seen] = (await mine(sql, 'operator')).notices;
      expect(seen).toMatchObject({ kind: 'deployment', person: null });
      expect(JSON.stringify(seen)).not.toContain('@');
    });
  });
});

describe('a dataset', () => {
  it('is told when its quality needs a look or it asks, and not when it is fine', async () => {
    await rolledBack(sql, async (sql) => {
      await fresh(sql);
      const add = async (name: string) => {
        const [row] = await sql`
          insert into public.datasets (name, storage_path, status) values (${name}, ${name}, 'loading') returning id`;
        return Number(row!['id']);
      };
      const [fine, bad, asks] = [await add('fine'), await add('bad'), await add('asks')];
      await sql`update public.datasets set review = 'fine' where id = ${fine}`;
      await sql`update public.datasets set review = 'needs_look' where id = ${bad}`;
      await sql`update public.datasets set review = 'needs_look' where id = ${bad}`;
      await sql`update public.datasets set status = 'asking' where id = ${asks}`;
      expect(await factsOf(sql, 'dataset_needs_look')).toEqual([
        { datasetId: asks, name: 'asks', kind: null, why: 'question' },
        { datasetId: bad, name: 'bad', kind: null, why: 'quality' },
      ]);
    });
  });
});

describe('an alarm', () => {
  it('is told when it is raised, not again when a window brings it up to date, and not when it is expected', async () => {
    await rolledBack(sql, async (sql) => {
      await fresh(sql);
      const [model] = await twoModels(sql);
      await sql`insert into public.calendar_events (starts_on, ends_on, kind) values ('2031-01-01', '2031-01-09', 'shutdown')`;
      const alarm = await putAlarm(sql, model, 'probability', { since: '2030-05-03T10:00:00Z' });
      await putAlarm(sql, model, 'hours_on_line', { since: '2031-01-03T10:00:00Z' });
      await sql`update public.alarms set last_window = 3, effect = 12`;
      expect(await factsOf(sql, 'alarm')).toEqual([
        {
          alarmId: alarm,
          modelId: model,
          feature: 'probability',
          since: expect.stringContaining('2030-05-03T'),
          checkpoint: null,
          effect: 8.6,
        },
      ]);
    });
  });
});

describe('reading', () => {
  const twoNotices = async (sql: TransactionSql) => {
    await fresh(sql);
    await run(sql, 'failed');
    const [model] = await twoModels(sql);
    await putInUse(sql, model);
  };
  it('is each person’s own; one notice or all up to the newest on the screen', async () => {
    await rolledBack(sql, async (sql) => {
      await twoNotices(sql);
      const before = await mine(sql, 'engineer');
      expect(before.unread).toBe(2);
      const [newest, oldest] = before.notices;
      await become(sql, 'engineer');
      await sql`select public.mark_notices_read(${oldest!.id}, true)`;
      expect((await mine(sql, 'engineer')).notices.map(({ read }) => read)).toEqual([false, true]);
      await become(sql, 'engineer');
      await sql`select public.mark_notices_read(${newest!.id})`;
      await become(sql, 'engineer');
      await sql`select public.mark_notices_read(${newest!.id})`;
      expect((await mine(sql, 'engineer')).unread).toBe(0);
      expect((await mine(sql, 'admin')).unread).toBe(2);
    });
  });
  it('leaves unread what came after the screen was read', async () => {
    await rolledBack(sql, async (sql) => {
      await twoNotices(sql);
      const [newest] = (await mine(sql, 'engineer')).notices;
      await run(sql, 'failed');
      await become(sql, 'engineer');
      await sql`select public.mark_notices_read(${newest!.id})`;
      expect((await mine(sql, 'engineer')).unread).toBe(1);
    });
  });
  it('tells an operator of deployments only, and nobody of what was before their role', async () => {
    await rolledBack(sql, async (sql) => {
      await twoNotices(sql);
      expect((await mine(sql, 'operator')).notices.map(({ kind }) => kind)).toEqual(['deployment']);
      await become(sql, 'operator');
      expect(await sql`select kind from public.notices`).toEqual([{ kind: 'deployment' }]);
      await sql`select public.mark_notices_read(9007199254740991)`;
      await sql`reset role`;
      expect(await sql`select from public.notice_reads`).toHaveLength(1);
      await sql`update public.memberships set created_at = now() + interval '1 minute' where role = 'admin'`;
      expect(await mine(sql, 'admin')).toEqual({ unread: 0, notices: [] });
    });
  });
  it('is refused to who has no role, and marking to programs', async () => {
    await rolledBack(sql, async (sql) => {
      for (const caller of ['anon', 'stranger'] as const) {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql`select public.my_notices()`);
        expect(['42501', 'PT403'], caller).toContain(denied?.code);
      }
      for (const caller of ['anon', 'stranger', 'service'] as const) {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql`select public.mark_notices_read(1)`);
        expect(['42501', 'PT403'], caller).toContain(denied?.code);
      }
    });
  });
});
