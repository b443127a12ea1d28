import { afterAll, describe, expect, it } from 'vitest';
import { database } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack, type Caller } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

const members: readonly Caller[] = ['operator', 'engineer', 'admin'];
/** Who sees rows of each table or view. A table that is not in this list fails the test. */
const READERS: Record<string, readonly Caller[]> = {
  alarms: members,
  api_keys: ['admin'],
  audit_lane: ['engineer', 'admin'],
  calendar_events: members,
  candidate_answers: members,
  candidates: members,
  car_features: members,
  cars: members,
  challenger_scores: ['engineer', 'admin'],
  changes: ['engineer', 'admin'],
  challengers: members,
  dataset_cars: members,
  dataset_codes: members,
  dataset_months: members,
  datasets: members,
  deployments: members,
  evaluations: members,
  failures: members,
  ingest_requests: ['engineer', 'admin'],
  ingested_rows: ['engineer', 'admin'],
  lake_files: members,
  memberships: members,
  model_list: members,
  model_overview: members,
  models: members,
  monitor_windows: members,
  notice_reads: members,
  notices: members,
  plant_settings: members,
  predictions: ['engineer', 'admin'],
  preflights: members,
  refused_comparisons: members,
  retrain_policy: members,
  snapshot_cars: members,
  snapshots: members,
  status_events: members,
  test_failures: members,
  test_results: members,
  training_runs: members,
  upkeep_runs: members,
  webhook_deliveries: ['admin'],
  webhook_tries: ['admin'],
  webhooks: ['admin'],
};

const relations = await sql`
  select c.relname as name, c.relkind as kind, c.relrowsecurity as secured from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') order by 1`;

describe('every table and view', () => {
  it('has its cases here', () => {
    expect(relations.map((r) => r['name'])).toEqual(Object.keys(READERS).sort());
  });
  it('is under row-level security', () => {
    expect(relations.filter((r) => r['kind'] === 'r' && !r['secured']).map((r) => r['name'])).toEqual([]);
  });
  it('cannot be written by anybody over REST but where a policy says so', async () => {
    await rolledBack(sql, async (sql) => {
      for (const caller of ['anon', 'stranger', 'operator', 'engineer'] as const) {
        await become(sql, caller);
        for (const { name } of relations) {
          const allowed = [
            'retrain_policy',
            'memberships',
            'model_list',
            'model_overview',
            'candidates',
            'calendar_events',
          ].includes(name);
          if (allowed) continue;
          const denied = await refusal(sql, (sql) => sql`delete from public.${sql.unsafe(name)}`);
          expect(denied?.code, `${caller} deletes ${name}`).toBe('42501');
        }
      }
    });
  });
});

describe.each(CALLERS.filter((c) => c !== 'service'))('%s', (caller) => {
  it.each(Object.keys(READERS))('reads %s only with a role in the plant', async (table) => {
    await rolledBack(sql, async (sql) => {
      await sql`insert into public.cars (knr) values ('2099-0000001') on conflict do nothing`;
      await become(sql, caller);
      let rows = -1;
      const denied = await refusal(sql, async (sql) => {
        rows = (await sql`select * from public.${sql.unsafe(table)} limit 5`).length;
      });
      if (caller === 'anon') expect(denied?.code).toBe('42501');
      else {
        expect(denied).toBeNull();
        if (!READERS[table]!.includes(caller)) expect(rows).toBe(0);
        if (table === 'cars' && members.includes(caller)) expect(rows).toBeGreaterThan(0);
      }
    });
  });
});

describe('memberships', () => {
  it('are changed by an admin only', async () => {
    await rolledBack(sql, async (sql) => {
      for (const caller of ['stranger', 'operator', 'engineer', 'admin'] as const) {
        await become(sql, caller);
        const changed = await sql.savepoint(
          (sql) => sql`update public.memberships set role = 'admin' where role = 'operator'`,
        );
        expect(changed.count > 0, caller).toBe(caller === 'admin');
      }
    });
  });
  it('show others to an admin only', async () => {
    await rolledBack(sql, async (sql) => {
      await become(sql, 'operator');
      expect(await sql`select * from public.memberships`).toHaveLength(1);
      await become(sql, 'admin');
      expect((await sql`select * from public.memberships`).length).toBeGreaterThan(2);
    });
  });
});

describe('storage', () => {
  const upload = (caller: Caller, bucket: string, name: string) =>
    rolledBack(sql, async (sql) => {
      await become(sql, caller);
      return refusal(
        sql,
        (sql) => sql`insert into storage.objects (bucket_id, name) values (${bucket}, ${name})`,
      );
    });
  it.each([
    ['anon', 'uploads', 'failures/a.csv', false],
    ['stranger', 'uploads', 'failures/a.csv', false],
    ['operator', 'uploads', 'failures/a.csv', false],
    ['engineer', 'uploads', 'failures/a.csv', true],
    ['admin', 'uploads', 'status/a.csv', true],
    ['engineer', 'uploads', 'elsewhere/a.csv', true],
    ['engineer', 'models', 'a.onnx', false],
    ['admin', 'models', 'a.onnx', false],
    ['engineer', 'lake', 'a.parquet', false],
    ['engineer', 'snapshots', 'a.parquet', false],
    ['engineer', 'rejects', 'a.csv', false],
  ] as const)('%s writing %s/%s: %s', async (caller, bucket, name, allowed) => {
    const denied = await upload(caller, bucket, name);
    if (allowed) expect(denied).toBeNull();
    else expect(denied?.code).toBe('42501');
  });
});

describe('definer functions', () => {
  it('all fix their search_path', async () => {
    const loose = await sql`
      select p.oid::regprocedure::text as name from pg_proc p
      where p.prosecdef and p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        and not coalesce(p.proconfig, '{}') && array['search_path=""', 'search_path=']`;
    expect(loose.map((row) => row['name'])).toEqual([]);
  });
});

describe('the challenger', () => {
  const engineers: readonly Caller[] = ['engineer', 'admin', 'service'];
  it.each<[string, readonly Caller[]]>([
    ['set_challenger(null)', engineers],
    ['challenger_status()', [...members, 'service']],
    ['live_pairs(1, 2)', [...members, 'service']],
    ['challenger_work(1)', ['service']],
    ["record_challenger_scores(1, '[]')", ['service']],
  ])('%s is for some', async (asked, allowed) => {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql.unsafe(`select public.${asked}`));
        if (allowed.includes(caller)) expect(denied, caller).toBeNull();
        else expect(['42501', 'PT403'], caller).toContain(denied?.code);
      });
    }
  });
  it.each(['challengers', 'challenger_scores'])('writes of %s are nobody else’s', async (table) => {
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

describe('outcomes and the audit lane', () => {
  it.each<[string, readonly Caller[]]>([
    ["audit_cars('{}')", ['service']],
    ["performance('week')", [...members, 'service']],
    ["record_predictions(1, '[]')", [...members, 'service']],
  ])('%s is for some', async (asked, allowed) => {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql.unsafe(`select public.${asked}`));
        if (allowed.includes(caller)) expect(denied, caller).toBeNull();
        else expect(['42501', 'PT403'], caller).toContain(denied?.code);
      });
    }
  });
  it('to decide otherwise is for persons with a role', async () => {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const denied = await refusal(
          sql,
          (sql) => sql`select public.override_decision(2000000000, 'long', 'supervisor')`,
        );
        if (members.includes(caller)) expect(denied?.detail, caller).toBe('not_found');
        else expect(['42501', 'PT403'], caller).toContain(denied?.code);
      });
    }
  });
  it('the key of the draw, and the draw, are told to nobody', async () => {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        for (const statement of [
          'select * from private.audit_key',
          'select * from private.outcome_checks',
          "select private.audit_draw('2024-0000001')",
          "select private.tell_outcomes('{}')",
        ])
          expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.code, `${caller}: ${statement}`).toBe(
            '42501',
          );
      });
    }
  });
  it('rows are written by nobody over REST', async () => {
    for (const caller of CALLERS.filter((each) => each !== 'service')) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        for (const statement of [
          'insert into public.audit_lane values (1)',
          'update public.predictions set outcome = true',
          "update public.predictions set operator_decision = 'long'",
        ])
          expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.code, caller).toBe('42501');
      });
    }
  });
  it('only an engineer sets the share, from 0 to a fifth', async () => {
    for (const caller of members) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const changed = await sql.savepoint((sql) => sql`update public.plant_settings set audit_share = 0.1`);
        expect(changed.count > 0, caller).toBe(caller !== 'operator');
        if (caller === 'operator') return;
        for (const share of [-0.01, 0.21])
          expect(
            (await refusal(sql, (sql) => sql`update public.plant_settings set audit_share = ${share}`))?.code,
          ).toBe('23514');
      });
    }
  });
});

describe('API keys', () => {
  const admins: readonly Caller[] = ['admin', 'service'];
  it.each<[string, readonly Caller[]]>([
    ["create_api_key('a', '{read}', now() + interval '1 day', 1)", admins],
    ['revoke_api_key(2000000000)', admins],
    ["use_api_key('00', 'read')", ['service']],
  ])('%s is for some', async (asked, allowed) => {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql.unsafe(`select public.${asked}`));
        if (allowed.includes(caller)) expect([undefined, 'not_found'], caller).toContain(denied?.detail);
        else expect(['42501', 'PT403'], caller).toContain(denied?.code);
      });
    }
  });
  it('are written by nobody over REST', async () => {
    for (const caller of CALLERS.filter((each) => each !== 'service')) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        for (const statement of [
          "insert into public.api_keys (name) values ('a')",
          'update public.api_keys set revoked_at = null',
        ])
          expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.code, caller).toBe('42501');
      });
    }
  });
});

describe('the inbox', () => {
  it.each<[string, readonly Caller[]]>([
    ['inbox()', [...members, 'service']],
    ['rejections()', [...members, 'service']],
    // The model is missing: who may answer is told so.
    ["answer_candidate(2000000000, 'later')", ['engineer', 'admin']],
  ])('%s is for some', async (asked, allowed) => {
    for (const caller of CALLERS) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql.unsafe(`select public.${asked}`));
        if (allowed.includes(caller)) expect([undefined, 'not_found'], caller).toContain(denied?.detail);
        else expect(['42501', 'PT403'], caller).toContain(denied?.code);
      });
    }
  });
  it.each(['candidate_answers', 'refused_comparisons'])('writes of %s are nobody’s', async (table) => {
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
  it('is switched by engineers: the policy', async () => {
    for (const caller of ['operator', 'engineer', 'admin'] as const) {
      await rolledBack(sql, async (sql) => {
        await become(sql, caller);
        const { count } = await sql`update public.retrain_policy set on_alarm = true, schedule = 'week'`;
        expect(count, caller).toBe(caller === 'operator' ? 0 : 1);
        const denied = await refusal(sql, (sql) => sql`update public.retrain_policy set asked_for = now()`);
        expect(denied?.code, caller).toBe('42501');
      });
    }
  });
});
