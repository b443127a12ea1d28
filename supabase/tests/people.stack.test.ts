import { afterAll, describe, expect, it } from 'vitest';
import { database } from '../../tools/test/stack.ts';
import { become, CALLERS, refusal, rolledBack } from './as-caller.ts';

const sql = database();
/** The two connections of `sql` are taken where two act at once. */
const beside = database();
afterAll(async () => {
  await sql.end();
  await beside.end();
});

describe('people', () => {
  it.each(CALLERS)('%s: only an admin sees every account, with and without a role', async (caller) => {
    await rolledBack(sql, async (sql) => {
      const [made] = await sql`
        insert into auth.users (id, email) values (gen_random_uuid(), 'no-role@halle.test') returning id`;
      await become(sql, caller);
      if (caller !== 'admin' && caller !== 'service') {
        const denied = await refusal(sql, (sql) => sql`select * from public.people()`);
        expect(['42501', 'PT403']).toContain(denied?.code);
        return;
      }
      const people = await sql`select * from public.people()`;
      expect(people.find((each) => each['user_id'] === made!['id'])).toMatchObject({
        email: 'no-role@halle.test',
        role: null,
      });
      expect(new Set(people.map((each) => each['role']))).toEqual(
        new Set([null, 'operator', 'engineer', 'admin']),
      );
    });
  });

  it('an admin changes others, never the own role', async () => {
    await rolledBack(sql, async (sql) => {
      // A second admin, so that it is not for being the last one.
      await sql`update public.memberships set role = 'admin' where role = 'engineer'`;
      await become(sql, 'admin');
      for (const statement of [
        "update public.memberships set role = 'operator' where user_id = auth.uid()",
        'delete from public.memberships where user_id = auth.uid()',
      ])
        expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.detail, statement).toBe('own_role');
      const changed = await sql`
        update public.memberships set role = 'engineer' where user_id <> auth.uid() and role = 'admin'`;
      expect(changed.count).toBeGreaterThan(0);
    });
  });

  it('the last admin stays, whoever asks and however', async () => {
    await rolledBack(sql, async (sql) => {
      // One who has done nothing yet: an account that decided something is kept by other rules too.
      const [made] = await sql`
        insert into auth.users (id, email) values (gen_random_uuid(), 'last-admin@halle.test') returning id`;
      await sql`insert into public.memberships (user_id, role) values (${made!['id']}, 'admin')`;
      await sql`update public.memberships set role = 'engineer' where role = 'admin' and user_id <> ${made!['id']}`;
      for (const statement of [
        "update public.memberships set role = 'engineer' where role = 'admin'",
        "delete from public.memberships where role = 'admin'",
        "delete from auth.users where id in (select user_id from public.memberships where role = 'admin')",
      ])
        expect((await refusal(sql, (sql) => sql.unsafe(statement)))?.detail, statement).toBe('last_admin');
    });
  });

  it('two admins who take the role from each other at once do not leave the plant without one', async () => {
    const [first, second] = await Promise.all([sql.reserve(), sql.reserve()]);
    const [engineer] = await beside`select user_id from public.memberships where role = 'engineer' limit 1`;
    const [admin] = await beside`select user_id from public.memberships where role = 'admin' limit 1`;
    try {
      await first`update public.memberships set role = 'admin' where user_id = ${engineer!['user_id']}`;
      await first`begin`;
      await second`begin`;
      await first`update public.memberships set role = 'operator' where user_id = ${admin!['user_id']}`;
      const waits =
        second`update public.memberships set role = 'operator' where user_id = ${engineer!['user_id']}`.then(
          () => null,
          (error: unknown) => error,
        );
      await new Promise((done) => setTimeout(done, 300));
      await first`commit`;
      expect(await waits).toMatchObject({ detail: 'last_admin' });
      await second`rollback`;
    } finally {
      await first`rollback`.catch(() => undefined);
      await beside`update public.memberships set role = 'admin' where user_id = ${admin!['user_id']}`;
      await beside`update public.memberships set role = 'engineer' where user_id = ${engineer!['user_id']}`;
      first.release();
      second.release();
    }
  });
});
