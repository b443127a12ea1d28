import type { Sql, TransactionSql } from 'postgres';

/** Who asks: nobody, somebody without a role in the plant, a member, or a program with the secret key. */
export type Caller = 'anon' | 'stranger' | 'operator' | 'engineer' | 'admin' | 'service';
export const CALLERS: readonly Caller[] = ['anon', 'stranger', 'operator', 'engineer', 'admin', 'service'];

class RolledBack extends Error {}

/** Runs `work` in a transaction that is always rolled back: nothing of a test stays in the shared database. */
export async function rolledBack<T>(sql: Sql, work: (sql: TransactionSql) => Promise<T>): Promise<T> {
  let result: T | undefined;
  await sql
    .begin(async (transaction) => {
      result = await work(transaction);
      throw new RolledBack();
    })
    .catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  return result as T;
}

/** Makes the transaction's next statements those of a caller, as the REST server does for a request. */
export async function become(sql: TransactionSql, caller: Caller): Promise<void> {
  await sql`reset role`;
  const role = caller === 'anon' ? 'anon' : caller === 'service' ? 'service_role' : 'authenticated';
  const [user] =
    caller === 'stranger'
      ? [{ id: '00000000-0000-4000-8000-000000000001' }]
      : await sql`select user_id as id from public.memberships where role = ${caller} limit 1`;
  const claims = { role, ...(user ? { sub: user['id'], email: `${caller}@test` } : {}) };
  await sql`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`;
  await sql`select set_config('role', ${role}, true)`;
}

/** The error that a statement ends with, or null; the transaction goes on. */
export async function refusal(
  sql: TransactionSql,
  statement: (sql: TransactionSql) => Promise<unknown>,
): Promise<{ code: string; detail: string | undefined; message: string } | null> {
  try {
    await sql.savepoint(statement);
    return null;
  } catch (error) {
    return error as { code: string; detail: string | undefined; message: string };
  }
}

/** Two registered models that nobody uses yet. */
export async function twoModels(sql: TransactionSql): Promise<[number, number]> {
  const rows = await sql`
    insert into public.models (name, algorithm, storage_path, sha256, bytes, inputs, threshold, cars_trained)
    select 'model ' || n, 'test', 'x.onnx', md5(random()::text), 1, '[]', 0.25, 100 from generate_series(1, 2) n returning id`;
  return [Number(rows[0]!['id']), Number(rows[1]!['id'])];
}
