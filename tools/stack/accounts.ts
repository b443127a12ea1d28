import { randomUUID } from 'node:crypto';
import { hash } from 'bcryptjs';
import type { JSONValue, Sql } from 'postgres';
import type { Account } from './secrets.ts';

export interface NewUser {
  email: string;
  /** Absent: the person cannot sign in by password until one is set. */
  password?: string | undefined;
  confirmed: boolean;
  userMetadata?: Record<string, JSONValue> | undefined;
  appMetadata?: Record<string, JSONValue> | undefined;
}

export const hashPassword = (password: string) => hash(password, 10);

/** Writes a user as Auth does: the row and its e-mail identity. Returns the id; null when the e-mail is taken. */
export async function insertUser(sql: Sql, user: NewUser): Promise<string | null> {
  const id = randomUUID();
  const email = user.email.toLowerCase();
  const password = user.password === undefined ? null : await hashPassword(user.password);
  const verified = user.confirmed;
  const profile = { ...user.userMetadata, email_verified: verified };
  const app = { ...user.appMetadata, provider: 'email', providers: ['email'] };
  const identity = { sub: id, email, email_verified: verified, phone_verified: false };
  return sql.begin(async (tx) => {
    const made = await tx`
      insert into auth.users (id, email, encrypted_password, email_confirmed_at, raw_user_meta_data, raw_app_meta_data)
      values (${id}, ${email}, ${password}, ${verified ? new Date() : null}, ${tx.json(profile)}, ${tx.json(app)})
      on conflict do nothing returning id`;
    if (made.length === 0) return null;
    await tx`
      insert into auth.identities (id, provider, provider_id, user_id, identity_data)
      values (${randomUUID()}, 'email', ${id}, ${id}, ${tx.json(identity)})`;
    return id;
  });
}

/** The demo accounts, one a role; those that exist are left as they are. */
export async function makeAccounts(sql: Sql, accounts: Account[]): Promise<void> {
  for (const { email, password, role } of accounts) {
    const id = await insertUser(sql, { email, password, confirmed: true });
    if (id === null) continue;
    await sql`insert into public.memberships (user_id, role) values (${id}, ${role})`;
  }
}
