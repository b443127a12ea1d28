import { afterAll, expect, test } from 'vitest';
import { database } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack } from './as-caller.ts';

const sql = database();
afterAll(() => sql.end());

/** Each change that is in no other log, by an admin; what is kept of it. Of what is set, `before` names the columns only. */
const CHANGES: [string, string, string, object | null, object | null][] = [
  [
    'a role',
    `update public.memberships set role = 'engineer' where role = 'operator'`,
    'role',
    { role: 'operator' },
    { role: 'engineer' },
  ],
  [
    'a key',
    `select public.create_api_key('a', '{read}', now() + interval '1 day', 5)`,
    'api_key',
    null,
    { name: 'a', scopes: ['read'], per_minute: 5 },
  ],
  [
    'a setting',
    'update public.plant_settings set audit_share = 0.123',
    'settings',
    { audit_share: null },
    { audit_share: 0.123 },
  ],
  [
    'the policy',
    'update public.retrain_policy set min_new_labels = 4321',
    'policy',
    { min_new_labels: null },
    { min_new_labels: 4321 },
  ],
  [
    'the calendar',
    `insert into public.calendar_events (starts_on, ends_on, kind, note) values ('2099-01-01', '2099-01-02', 'supplier', 'n')`,
    'calendar',
    null,
    { starts_on: '2099-01-01', note: 'n' },
  ],
  [
    'a webhook',
    `select public.create_webhook('https://a.example', '{alarm}')`,
    'webhook',
    null,
    { address: 'https://a.example', active: true },
  ],
];

test.each(CHANGES)('%s: who, what, before and after', async (_, statement, kind, before, after) => {
  await rolledBack(sql, async (sql) => {
    await become(sql, 'admin');
    const [me] = await sql`select auth.uid() as id`;
    await sql.unsafe(statement);
    const [change] = await sql`select * from public.changes order by id desc limit 1`;
    expect(change).toMatchObject({ kind, person: me!['id'], key_id: null });
    if (before) expect(Object.keys(change!['before'])).toEqual(Object.keys(before));
    if (kind === 'role') expect(change!['before']).toEqual(before);
    if (!before) expect(change!['before']).toBeNull();
    expect(change!['after']).toMatchObject(after!);
    expect(JSON.stringify(change)).not.toMatch(/halle_[0-9a-f]{8}_|whsec_|hash/);
  });
});

test('without a person it was the system; what is no change is not noted', async () => {
  await rolledBack(sql, async (sql) => {
    await sql`update public.plant_settings set audit_share = 0.123`;
    const [change] = await sql`select person, kind from public.changes order by id desc limit 1`;
    expect(change).toEqual({ person: null, kind: 'settings' });
    const [{ n }] = (await sql`select count(*)::int as n from public.changes`) as [{ n: number }];
    await sql`update public.plant_settings set audit_share = 0.123`;
    await sql`update public.retrain_policy set labels_since_run = labels_since_run + 1`;
    expect((await sql`select count(*)::int as n from public.changes`)[0]!['n']).toBe(n);
  });
});

test('a cancelled run says who cancelled it', async () => {
  await rolledBack(sql, async (sql) => {
    await sql`update public.training_runs set status = 'cancelled' where status in ('queued', 'running')`;
    await become(sql, 'engineer');
    const [run] = await sql`select id from public.request_training_run()`;
    await sql`select public.cancel_training_run(${run!['id']})`;
    const [change] = await sql`select person, kind, subject from public.changes order by id desc limit 1`;
    const [me] = await sql`select auth.uid() as id`;
    expect(change).toEqual({ person: me!['id'], kind: 'run', subject: String(run!['id']) });
  });
});

test('nobody changes, removes or writes an entry, the owner neither', async () => {
  for (const caller of [...CALLERS, 'owner'] as const) {
    await rolledBack(sql, async (sql) => {
      await sql`update public.plant_settings set audit_share = 0.123`;
      if (caller !== 'owner') await become(sql, caller);
      for (const statement of [
        "update public.changes set kind = 'role'",
        'delete from public.changes',
        'truncate public.changes',
      ])
        expect(['42501', 'PT403'], `${caller}: ${statement}`).toContain(
          (await refusal(sql, (sql) => sql.unsafe(statement)))?.code,
        );
      if (caller === 'owner') return;
      const written = "insert into public.changes (kind, subject) values ('role', 'x')";
      expect((await refusal(sql, (sql) => sql.unsafe(written)))?.code, caller).toBe('42501');
    });
  }
});

test('an engineer sees what engineers may change; who gave a role is for admins', async () => {
  await rolledBack(sql, async (sql) => {
    await become(sql, 'admin');
    await sql`update public.memberships set role = 'engineer' where role = 'operator'`;
    await sql`update public.plant_settings set audit_share = 0.123`;
    const log = async () => (await sql`select public.change_log() as log`)[0]!['log'];
    const kinds = (all: { changes: { kind: string }[] }) => new Set(all.changes.map(({ kind }) => kind));
    const all = await log();
    expect([...kinds(all)]).toEqual(expect.arrayContaining(['role', 'settings']));
    const role = all.changes.find(({ kind }: { kind: string }) => kind === 'role');
    expect(role.subjectName).toContain('@');
    const givers = await sql`select * from public.role_givers()`;
    expect(givers.find((each) => each['user_id'] === role.subject)!['email']).toBe(role.email);
    await become(sql, 'engineer');
    expect(kinds(await log()).has('settings')).toBe(true);
    expect(kinds(await log()).has('role')).toBe(false);
    expect(await sql`select * from public.changes where kind = 'role'`).toEqual([]);
    expect((await refusal(sql, (sql) => sql`select public.role_givers()`))?.detail).toBe('not_allowed');
    const page = (await sql`select public.change_log('settings', null, 1, 1) as log`)[0]!['log'];
    expect(page.changes).toHaveLength(1);
    expect(page.total).toBeGreaterThanOrEqual(1);
  });
});
