import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OwnStack } from '../../trainer/tests/own-stack.ts';
import { become, CALLERS, refusal, rolledBack, type Caller } from './as-caller.ts';
import { putFiles, tryFiles } from './roles/files.ts';
import { BUCKETS, callers, cases, FUNCTIONS, HELPERS, RELATIONS } from './roles/rights.ts';
import { fillEveryTable, may, mayCall, OPERATIONS } from './roles/try.ts';

// Of its own, because constraints and triggers are taken away to try the rights by themselves.
let stack: OwnStack;
beforeAll(async () => {
  stack = await OwnStack.boot();
}, 120_000);
afterAll(() => stack?.stop());

const names = async (query: string) => (await stack.sql.unsafe(query)).map((row) => String(row['name']));

describe('everything has its cases', () => {
  it('tables and views', async () => {
    const found = await names(`select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f') order by 1`);
    expect(cases(RELATIONS).map(([name]) => name)).toEqual(found);
  });
  it('functions', async () => {
    const found = await names(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
    );
    expect(cases(FUNCTIONS).map(([call]) => call.slice(0, call.indexOf('(')))).toEqual(found);
  });
  it('buckets', async () => {
    expect(cases(BUCKETS).map(([name]) => name)).toEqual(
      await names('select id as name from storage.buckets order by 1'),
    );
  });
});

describe('nothing is open by itself', () => {
  it('every table of public and private that anybody reaches is under row-level security', async () => {
    expect(
      await names(`select c.oid::regclass::text as name from pg_class c where c.relkind in ('r', 'p') and not c.relrowsecurity
        and (c.relnamespace = 'public'::regnamespace or c.relnamespace = 'private'::regnamespace
          and (has_any_column_privilege('anon', c.oid, 'select') or has_any_column_privilege('authenticated', c.oid, 'select')))`),
    ).toEqual([]);
  });
  it('every view has the rights of who asks', async () => {
    expect(
      await names(`select oid::regclass::text as name from pg_class
        where relnamespace in ('public'::regnamespace, 'private'::regnamespace) and relkind in ('v', 'm')
          and not coalesce(reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']`),
    ).toEqual([]);
  });
  it('every definer function fixes its search_path', async () => {
    expect(
      await names(`select oid::regprocedure::text as name from pg_proc
        where prosecdef and pronamespace in ('public'::regnamespace, 'private'::regnamespace)
          and not coalesce(proconfig, '{}') && array['search_path=""', 'search_path=']`),
    ).toEqual([]);
  });
  it('no function is PUBLIC’s, and helpers are those of the list', async () => {
    expect(
      await names(`select p.oid::regprocedure::text as name from pg_proc p,
          aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) right_of
        where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and right_of.grantee = 0`),
    ).toEqual([]);
    const found = await stack.sql`
      select p.proname as name, has_function_privilege('anon', p.oid, 'execute') as anon,
        has_function_privilege('authenticated', p.oid, 'execute') as authenticated,
        has_function_privilege('service_role', p.oid, 'execute') as service
      from pg_proc p where p.pronamespace = 'private'::regnamespace order by 1`;
    const held = found
      .map(({ name, anon, authenticated, service }) => [
        name,
        `${anon ? 'N' : ''}${authenticated ? 'XOEA' : ''}${service ? 'S' : ''}`,
      ])
      .filter(([, cell]) => cell !== '');
    expect(held).toEqual(cases(HELPERS));
  });
  it('neither tables of schema private nor other schemas are anybody’s', async () => {
    expect(
      await names(`select c.oid::regclass::text as name from pg_class c, unnest(array['anon', 'authenticated', 'service_role']) r
        where c.relnamespace = 'private'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
          and has_any_column_privilege(r, c.oid, 'select, insert, update, references')`),
    ).toEqual([]);
    expect(
      await names(`select nspname || ' to ' || r as name from pg_namespace, unnest(array['anon', 'authenticated', 'service_role']) r
        where nspname not in ('public', 'private', 'auth', 'storage', 'extensions', 'pg_catalog', 'information_schema')
          and nspname !~ '^pg_(toast|temp)' and has_schema_privilege(r, oid, 'usage')`),
    ).toEqual([]);
  });
  it('neither is what comes new: default privileges, and sequences', async () => {
    await rolledBack(stack.sql, async (sql) => {
      await sql.unsafe(`create table public.new_one (id bigint generated always as identity);
        create function public.new_call() returns integer language sql as 'select 1';
        create function private.new_call() returns integer language sql as 'select 1'`);
      for (const caller of ['anon', 'stranger', 'admin'] as const) {
        await become(sql, caller);
        for (const asked of [
          'select * from public.new_one',
          'insert into public.new_one default values',
          'select public.new_call()',
          'select private.new_call()',
        ])
          expect((await refusal(sql, (sql) => sql.unsafe(asked)))?.code, `${caller}: ${asked}`).toBe('42501');
      }
    });
    expect(
      await names(`select c.oid::regclass::text as name from pg_class c, unnest(array['anon', 'authenticated']) r
        where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'S'
          and has_sequence_privilege(r, c.oid, 'usage, select, update')`),
    ).toEqual([]);
  });
});

describe('each case, tried', () => {
  it('tables and views', async () => {
    const found: Record<string, Record<string, Caller[]>> = {};
    await rolledBack(stack.sql, async (sql) => {
      const [operator] = await sql`select user_id from public.memberships where role = 'operator'`;
      await fillEveryTable(sql, String(operator!['user_id']));
      for (const [relation] of cases(RELATIONS)) {
        found[relation] = {};
        for (const operation of OPERATIONS) {
          const allowed: Caller[] = (found[relation][operation] = []);
          for (const caller of CALLERS) if (await may(sql, caller, relation, operation)) allowed.push(caller);
        }
      }
    });
    const expected = cases(RELATIONS).map(([relation, ...cells]) => [
      relation,
      Object.fromEntries(OPERATIONS.map((operation, place) => [operation, callers(cells[place]!)])),
    ]);
    expect(found).toEqual(Object.fromEntries(expected));
  });

  it('functions', async () => {
    const found: Record<string, Caller[]> = {};
    await rolledBack(stack.sql, async (sql) => {
      for (const [call] of cases(FUNCTIONS)) {
        const allowed: Caller[] = (found[call] = []);
        for (const caller of CALLERS) if (await mayCall(sql, caller, call)) allowed.push(caller);
      }
    });
    expect(found).toEqual(Object.fromEntries(cases(FUNCTIONS).map(([call, cell]) => [call, callers(cell!)])));
  });

  it('buckets, over HTTP', async () => {
    await putFiles(stack, cases(BUCKETS));
    const expected = cases(BUCKETS).map(([bucket, ...cells]) => [
      bucket,
      Object.fromEntries(OPERATIONS.map((operation, place) => [operation, callers(cells[place]!)])),
    ]);
    expect(await tryFiles(stack, cases(BUCKETS))).toEqual(Object.fromEntries(expected));
  });
});

describe('rights that are narrower than a table', () => {
  const refusedTo = (caller: Caller, statement: string) =>
    rolledBack(stack.sql, async (sql) => {
      await become(sql, caller);
      return (await refusal(sql, (sql) => sql.unsafe(statement)))?.code;
    });
  it.each([
    'update public.retrain_policy set asked_for = now()',
    'update public.plant_settings set updated_at = now()',
    'update public.calendar_events set created_by = null',
  ])('%s is no person’s', async (statement) => {
    expect(await refusedTo('admin', statement)).toBe('42501');
  });
  it.each([-0.01, 0.21])('the share of the audit lane is not %d', async (share) => {
    expect(await refusedTo('engineer', `update public.plant_settings set audit_share = ${share}`)).toBe(
      '23514',
    );
  });
  it('a member sees no role but the own one', async () => {
    await rolledBack(stack.sql, async (sql) => {
      await become(sql, 'operator');
      expect(await sql`select * from public.memberships`).toHaveLength(1);
      await become(sql, 'admin');
      expect(await sql`select * from public.memberships`).toHaveLength(3);
    });
  });
  it('somebody without a role is answered with nothing by what has the caller’s own rights', async () => {
    await rolledBack(stack.sql, async (sql) => {
      await sql`insert into public.cars (knr) values ('2099-0000001')`;
      await become(sql, 'stranger');
      expect((await sql`select public.inbox_count() as n`)[0]).toEqual({ n: 0 });
      expect((await sql`select public.training_run_person(1) as p`)[0]).toEqual({ p: null });
      expect(
        JSON.stringify((await sql`select public.road_test_failures('{2099-0000001}') as f`)[0]),
      ).not.toContain('2099');
      expect((await sql`select public.car_facts('2099-0000001') as f`)[0]).toEqual({ f: null });
    });
  });
});
