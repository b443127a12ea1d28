import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TransactionSql } from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { readEntries } from '../../tools/ledger/entries.ts';
import { verifyLedger } from '../../tools/ledger/verify.ts';
import { database } from '../../tools/test/stack.ts';
import { become, refusal, rolledBack, twoModels } from './as-caller.ts';
import { ready } from './preflighted.ts';

const sql = database();
afterAll(() => sql.end());

const EMAIL = 'leaves@halle.test';

/** Becomes an engineer of this test's own, whose id it returns. */
async function becomeLeaver(sql: TransactionSql, role = 'engineer'): Promise<string> {
  const [made] =
    await sql`insert into auth.users (id, email) values (gen_random_uuid(), ${EMAIL}) returning id`;
  await sql`insert into public.memberships (user_id, role) values (${made!['id']}, ${role})`;
  const claims = { role: 'authenticated', sub: made!['id'], email: EMAIL };
  await sql`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
  return String(made!['id']);
}

/** Somebody who has done one of everything that can be told from the database alone. */
async function withLeaver(work: (sql: TransactionSql, person: string) => Promise<void>) {
  await rolledBack(sql, async (sql) => {
    const [model] = await twoModels(sql);
    const person = await becomeLeaver(sql);
    await ready(sql, model);
    await sql`reset role`;
    const claims = { role: 'authenticated', sub: person, email: EMAIL };
    await sql`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true), set_config('role', 'authenticated', true)`;
    await sql`select public.deploy_model(${model}, 'it finds more')`;
    await sql`insert into public.calendar_events (starts_on, ends_on, kind, note) values ('2099-01-01', '2099-01-02', 'supplier', 'n')`;
    await sql`reset role`;
    await sql`insert into storage.objects (bucket_id, name, owner_id) values ('uploads', 'elsewhere/a.csv', ${person})`;
    const payload = JSON.stringify({ actor_id: person, actor_username: EMAIL });
    await sql`insert into auth.audit_log_entries (id, payload) values (gen_random_uuid(), ${payload}::text::json)`;
    await work(sql, person);
  });
}

const columns = (
  await sql<{ name: string }[]>`select relation || '.' || person as name from private.person_columns()`
).map(({ name }) => name);
/** Columns of type uuid that say no person. */
const NO_PERSON = [
  'failures.row_key',
  'status_events.row_key',
  'test_failures.row_key',
  'ingested_rows.fact_key',
  'predictions.request_id',
];

describe('docs/privacy.md', () => {
  const document = readFileSync(join(import.meta.dirname, '../../docs/privacy.md'), 'utf8');
  it('and the export know every column that says who', async () => {
    const found = await sql`
      select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
        and a.attnum > 0 and not a.attisdropped and a.atttypid = 'uuid'::regtype`;
    const said = found.map(({ name }) => String(name)).filter((name) => !NO_PERSON.includes(name));
    expect([...columns].sort()).toEqual(said.sort());
  });
  it('says of each what becomes of it, as the database does it', async () => {
    const rows = await sql`
      select p.relation, p.person, p.fate, f.confdeltype as on_delete from private.person_columns() p
      left join pg_constraint f on f.conrelid = ('public.' || p.relation)::regclass and f.contype = 'f'
        and f.confrelid = 'auth.users'::regclass and f.conkey = array[(select a.attnum from pg_attribute a
          where a.attrelid = f.conrelid and a.attname = p.person)]`;
    const fates = { deleted: 'c', forgotten: 'n', pseudonym: null } as Record<string, string | null>;
    for (const { relation, person, fate, on_delete } of rows) {
      expect(on_delete, `${relation}.${person}`).toBe(fates[String(fate)]);
      expect(document).toMatch(new RegExp(`\\| \`${relation}\\.${person}\` +\\|[^|]+\\| ${fate} `));
    }
  });
  it('names every column in which a person writes freely', async () => {
    const free = await sql`
      select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
        and a.atttypid = 'text'::regtype and a.attname ~ '(reason|note|comment|remark|name|message|address)$'
        and c.relname <> 'test_failures'`;
    for (const { name } of free) expect(document).toContain(`\`${name}\``);
  });
});

describe('what is kept about a person', () => {
  it('is handed to the person and to an admin, and to nobody else', async () => {
    await withLeaver(async (sql, person) => {
      for (const caller of ['anon', 'stranger', 'operator', 'engineer'] as const) {
        await become(sql, caller);
        const denied = await refusal(sql, (sql) => sql`select public.export_account(${person})`);
        expect(['42501', 'PT403'], caller).toContain(denied?.code);
      }
      await become(sql, 'admin');
      const [{ told }] = (await sql`select public.export_account(${person}) as told`) as [
        { told: Record<string, object[]> },
      ];
      expect(told).toMatchObject({
        account: { id: person, email: EMAIL },
        'deployments.deployed_by': [{ reason: 'it finds more' }],
        'memberships.user_id': [{ role: 'engineer' }],
        files: [{ bucket: 'uploads', name: 'elsewhere/a.csv' }],
        'changes.person': [{ kind: 'calendar' }],
        'changes.subject': [{ kind: 'role', after: { role: 'engineer' } }],
      });
      for (const name of columns) expect(told).toHaveProperty([name]);
      await sql`select set_config('request.jwt.claims', ${JSON.stringify({ role: 'authenticated', sub: person })}, true)`;
      expect((await sql`select public.export_account() as told`)[0]!['told']).toMatchObject({
        account: { email: EMAIL },
      });
    });
  });
});

describe('a deleted account', () => {
  it('is gone with its role, sign-ins and address, and what it decided stays under its id', async () => {
    await withLeaver(async (sql, person) => {
      await become(sql, 'admin');
      await sql`select public.delete_account(${person}, ${' Leaves@HALLE.test '})`;
      await sql`reset role`;
      expect(await sql`select from auth.users where id = ${person}`).toHaveLength(0);
      expect(await sql`select from public.memberships where user_id = ${person}`).toHaveLength(0);
      expect((await sql`select owner_id from storage.objects where name = 'elsewhere/a.csv'`)[0]).toEqual({
        owner_id: null,
      });
      expect((await sql`select created_by from public.calendar_events where note = 'n'`)[0]).toEqual({
        created_by: null,
      });
      const entries = await readEntries(sql);
      expect(verifyLedger(entries)).toMatchObject({ bad: null, good: entries.length });
      expect(entries.at(-1)).toMatchObject({ deployedBy: person, email: null, reason: 'it finds more' });
      const changes =
        await sql`select kind, person, before, after from public.changes where subject = ${person} order by id`;
      const [admin] =
        await sql`select user_id as id from public.memberships where role = 'admin' order by user_id limit 1`;
      expect(changes.slice(-2)).toEqual([
        { kind: 'account', person: admin!['id'], before: {}, after: null },
        { kind: 'role', person: admin!['id'], before: { role: 'engineer' }, after: null },
      ]);
      await become(sql, 'engineer');
      expect((await sql`select * from public.ledger()`)[0]).toMatchObject({
        email: null,
        reason: 'it finds more',
      });
      expect((await sql`select public.verify_ledger() as v`)[0]!['v']).toMatchObject({ firstBad: null });
    });
  });

  it('leaves its address nowhere', async () => {
    await withLeaver(async (sql, person) => {
      await become(sql, 'admin');
      await sql`select public.delete_account(${person}, ${EMAIL})`;
      await sql`reset role`;
      const tables = await sql`
        select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('public', 'private', 'auth', 'storage', 'graphile_worker') and c.relkind = 'r'
          and has_table_privilege(c.oid, 'select')`;
      expect(tables.length).toBeGreaterThan(50);
      for (const { name } of tables)
        expect(
          await sql`select from ${sql.unsafe(String(name))} t where strpos(t::text, ${EMAIL}) > 0 limit 1`,
          String(name),
        ).toHaveLength(0);
    });
  });

  it('is deleted by an admin who types its address; not the own one, and never the last admin', async () => {
    await rolledBack(sql, async (sql) => {
      const person = await becomeLeaver(sql, 'admin');
      const asked = (typed: string) =>
        refusal(sql, (sql) => sql`select public.delete_account(${person}, ${typed})`);
      await sql`select set_config('role', 'authenticated', true)`;
      expect((await asked(EMAIL))?.detail).toBe('own_role');
      for (const caller of ['operator', 'engineer'] as const) {
        await become(sql, caller);
        expect((await asked(EMAIL))?.code).toBe('PT403');
      }
      await become(sql, 'admin');
      expect((await asked('leaves'))?.detail).toBe('invalid_field');
      await sql`reset role`;
      await sql`update public.memberships set role = 'engineer' where role = 'admin' and user_id not in (${person}, auth.uid())`;
      await become(sql, 'service');
      await sql`reset role`;
      await sql`update public.memberships set role = 'engineer' where user_id <> ${person}`;
      await sql`select set_config('role', 'service_role', true)`;
      expect((await asked(EMAIL))?.detail).toBe('last_admin');
    });
  });
});
