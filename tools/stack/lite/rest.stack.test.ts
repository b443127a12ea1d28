import { setTimeout as sleep } from 'node:timers/promises';
import type { SupabaseClient } from '@supabase/supabase-js';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anonymousClient, database, serviceClient, signedInClient } from '../../test/stack.ts';

// What is stated here is what PostgREST does on hosted Supabase.
let sql: Sql;
let service: SupabaseClient;

beforeAll(async () => {
  sql = database();
  service = serviceClient();
  await sql.unsafe(`
    drop table if exists public.rest_probe;
    create table public.rest_probe (id bigint primary key, facts jsonb, price numeric, at timestamptz, plant_time timestamp,
      level int check (level < 10));
    alter table public.rest_probe enable row level security;
    revoke all on public.rest_probe from anon, authenticated;
    grant select (id, level) on public.rest_probe to authenticated;
    create policy "all may read" on public.rest_probe for select to authenticated using (true);
    create or replace function public.rest_probe_key(facts jsonb) returns text language sql as $$ select facts ->> 'a' $$;
    create or replace function public.rest_probe_raise(state text) returns void language plpgsql as
      $$ begin raise exception using errcode = state, message = 'said why', detail = 'the detail', hint = 'the hint'; end $$;
  `);
  await sql`insert into public.rest_probe values (1, '{"a": {"b": [1, null]}}', 12.50, '2026-11-23 13:00:00.5+00', '2026-11-23 13:00:00', 1)`;
  await sleep(300); // the notification of the new schema
});
afterAll(async () => {
  await sql`drop table public.rest_probe`;
  await sql`drop function public.rest_probe_key, public.rest_probe_raise`;
  await sql.end();
});

describe('values', () => {
  test('jsonb is an object, numeric a number, times are ISO 8601', async () => {
    const { data, error } = await service.from('rest_probe').select().single();
    expect(error).toBeNull();
    expect(data).toMatchObject({
      facts: { a: { b: [1, null] } },
      price: 12.5,
      at: '2026-11-23T13:00:00.5+00:00',
      plant_time: '2026-11-23T13:00:00',
    });
  });

  test('a jsonb argument and a jsonb column written over REST are objects in the database', async () => {
    expect((await service.rpc('rest_probe_key', { facts: { a: 'found' } })).data).toBe('found');
    await service.from('rest_probe').insert({ id: 2, facts: { a: ['x'] } });
    const [row] =
      await sql`select jsonb_typeof(facts) as type, facts -> 'a' ->> 0 as value from public.rest_probe where id = 2`;
    expect(row).toEqual({ type: 'object', value: 'x' });
  });
});

describe('errors', () => {
  test.each([
    ['P0001', 400],
    ['23514', 400],
    ['PT418', 418],
    ['40001', 500],
    ['28000', 403],
  ])('raise with %s is status %i with code, message, detail and hint', async (state, status) => {
    const answer = await service.rpc('rest_probe_raise', { state });
    expect(answer.status).toBe(status);
    expect(answer.error).toMatchObject({
      code: state,
      message: 'said why',
      details: 'the detail',
      hint: 'the hint',
    });
  });

  test('a violated check is 400 with its SQLSTATE, a duplicate 409', async () => {
    const check = await service.from('rest_probe').insert({ id: 3, level: 10 });
    expect([check.status, check.error?.code]).toEqual([400, '23514']);
    const twice = await service.from('rest_probe').insert({ id: 1 });
    expect([twice.status, twice.error?.code]).toEqual([409, '23505']);
  });
});

describe('rights', () => {
  test('a revoked table and a column that was not granted stay closed after requests', async () => {
    const engineer = await signedInClient('engineer');
    expect((await engineer.from('rest_probe').select('id')).data?.length).toBeGreaterThan(0);
    expect((await engineer.from('rest_probe').select('price')).error?.code).toBe('42501');
    expect((await anonymousClient().from('rest_probe').select('id')).status).toBe(401);
  });

  test("migrations and functions run as the project's role, which is no superuser", async () => {
    const [row] = await sql`select current_user as name, rolsuper from pg_roles where rolname = current_user`;
    expect(row).toEqual({ name: 'postgres', rolsuper: false });
    await expect(sql`create role another superuser`).rejects.toThrow(/permission denied/);
  });
});
