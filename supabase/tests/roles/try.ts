import type { TransactionSql } from 'postgres';
import { become, refusal, type Caller } from '../as-caller.ts';

export const OPERATIONS = ['read', 'insert', 'update', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Refused for who asks, not for what was asked: no right, no policy, or a function's own "not allowed". */
const REFUSALS = ['42501', 'PT401', 'PT403'];
const isRefused = (error: { code: string } | null) => error !== null && REFUSALS.includes(error.code);

/**
 * A row in every table of schema public, with nothing but what a policy looks at, so that "sees nothing" cannot be for want of
 * rows. Constraints and triggers are taken away first: the transaction is rolled back, and it needs a stack of its own.
 */
export async function fillEveryTable(sql: TransactionSql, person: string): Promise<void> {
  await sql.unsafe(`do $$
    declare t record; c record;
    begin
      for t in select oid::regclass as name, oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
        execute format('alter table %s disable trigger user', t.name);
        for c in select conname from pg_constraint where conrelid = t.oid order by contype in ('f', 'c') desc loop
          execute format('alter table %s drop constraint if exists %I cascade', t.name, c.conname);
        end loop;
        for c in select attname from pg_attribute where attrelid = t.oid and attnum > 0 and not attisdropped
          and attnotnull and attidentity = '' loop
          execute format('alter table %s alter %I drop not null', t.name, c.attname);
        end loop;
        if t.name not in ('public.memberships'::regclass, 'public.plant_settings'::regclass, 'public.retrain_policy'::regclass) then
          execute format('insert into %s default values', t.name);
        end if;
      end loop;
    end $$`);
  await sql`update public.notices set kind = 'deployment'`;
  await sql`update public.changes set kind = 'settings'`;
  await sql`update public.notice_reads set user_id = ${person}`;
}

/** Does the caller's statement do anything? A read sees a row; a write is not refused and meets a row. */
export async function may(
  sql: TransactionSql,
  caller: Caller,
  relation: string,
  operation: Operation,
): Promise<boolean> {
  const column = await columnToSet(sql, caller, relation);
  const statement = {
    read: `select from public.${relation} limit 1`,
    insert: `insert into public.${relation} default values`, // of no column: a right to any of them counts
    update: `update public.${relation} set ${column} = ${column}`,
    delete: `delete from public.${relation}`,
  }[operation];
  let done = false;
  await become(sql, caller);
  const refused = await refusal(sql, async (sql) => {
    done = (await sql.unsafe(statement)).count > 0;
    throw new Undone();
  });
  if (refused instanceof Undone) return done;
  // A view that nobody can write through ends with this before rights are asked.
  if (isRefused(refused) || refused?.code === '55000') return false;
  // A unique index is asked only by whoever may write.
  if (refused?.code === '23505') return true;
  throw new Error(`${caller}: ${statement}: ${refused?.message}`, { cause: refused });
}

class Undone extends Error {
  readonly code = 'undone';
  readonly detail = undefined;
}

/** A column that the caller may set, else any: a right may be of columns only. */
async function columnToSet(sql: TransactionSql, caller: Caller, relation: string): Promise<string> {
  await sql`reset role`;
  const role = caller === 'anon' ? 'anon' : caller === 'service' ? 'service_role' : 'authenticated';
  const [row] = await sql`
    select quote_ident(attname) as name from pg_attribute
    where attrelid = ${`public.${relation}`}::regclass and attnum > 0 and not attisdropped and attidentity = '' and attgenerated = ''
    order by has_column_privilege(${role}, attrelid, attnum, 'update') desc, attnum limit 1`;
  return String(row!['name']);
}

/** Is the call answered, or refused only for what was asked? */
export async function mayCall(sql: TransactionSql, caller: Caller, call: string): Promise<boolean> {
  await become(sql, caller);
  const refused = await refusal(sql, async (sql) => {
    await sql.unsafe(`select * from public.${call}`);
    throw new Undone();
  });
  return !isRefused(refused);
}
