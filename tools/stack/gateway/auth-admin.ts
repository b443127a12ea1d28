import { type Context, Hono, type Next } from 'hono';
import type { JSONValue, Row, Sql } from 'postgres';
import { z } from 'zod';
import { hashPassword, insertUser } from '../accounts.ts';

/**
 * `auth.admin.*`, which lite answers with 401. Real behaviour: with the secret key, users are listed, made, read,
 * changed, deleted and invited although sign-up is closed. An invitation sends no letter here: the user is made
 * unconfirmed and without a password.
 */
const json = z.json() as z.ZodType<JSONValue>;
const attributes = z.object({
  email: z.email().optional(),
  password: z.string().min(6).optional(),
  email_confirm: z.boolean().optional(),
  user_metadata: z.record(z.string(), json).optional(),
  app_metadata: z.record(z.string(), json).optional(),
});
const page = z.object({
  page: z.coerce.number().int().min(1).catch(1),
  per_page: z.coerce.number().int().min(1).max(1000).catch(50),
});

const taken = {
  code: 422,
  error_code: 'email_exists',
  msg: 'A user with this email address has already been registered',
};
const unknown = { code: 404, error_code: 'user_not_found', msg: 'User not found' };

function present(row: Row) {
  return {
    id: row['id'],
    aud: row['aud'],
    role: row['role'],
    email: row['email'],
    phone: row['phone'] ?? '',
    email_confirmed_at: row['email_confirmed_at'],
    confirmed_at: row['confirmed_at'],
    invited_at: row['invited_at'],
    last_sign_in_at: row['last_sign_in_at'],
    app_metadata: row['raw_app_meta_data'] ?? {},
    user_metadata: row['raw_user_meta_data'] ?? {},
    identities: row['identities'],
    created_at: row['created_at'],
    updated_at: row['updated_at'],
    is_anonymous: row['is_anonymous'],
  };
}

function requireSecretKey(secretKey: string) {
  return async function requireSecretKey(c: Context, next: Next): Promise<Response | void> {
    const key = c.req.header('apikey') ?? c.req.header('authorization')?.replace(/^Bearer /, '');
    if (key === secretKey) return next();
    return c.json(
      { code: 401, error_code: 'no_authorization', msg: 'This endpoint requires a valid Bearer token' },
      401,
    );
  };
}

/** Reads users in the shape of the API. */
function userFinder(sql: Sql) {
  const withIdentities = sql`
    select u.*, coalesce((select json_agg(json_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id,
      'provider', i.provider, 'identity_data', i.identity_data, 'created_at', i.created_at)) from auth.identities i
      where i.user_id = u.id), '[]') as identities from auth.users u`;
  const find = async (id: string) => {
    if (!z.uuid().safeParse(id).success) return null;
    const [row] = await sql`${withIdentities} where u.id = ${id} and u.deleted_at is null`;
    return row ? present(row) : null;
  };
  return { withIdentities, find };
}

/** The routes below `/auth/v1/admin`. */
export function authAdmin(sql: Sql, secretKey: string): Hono {
  const { withIdentities, find } = userFinder(sql);
  const app = new Hono();
  app.use(requireSecretKey(secretKey));
  app.get('/users', async (c) => {
    const { page: number, per_page: size } = page.parse(c.req.query());
    const rows = await sql`${withIdentities} where u.deleted_at is null
      order by u.created_at desc limit ${size} offset ${(number - 1) * size}`;
    const [all] = await sql`select count(*)::int as total from auth.users where deleted_at is null`;
    c.header('x-total-count', String(all?.['total']));
    return c.json({ users: rows.map(present), aud: 'authenticated' });
  });
  app.post('/users', async (c) => {
    const body = attributes.safeParse(await c.req.json().catch(() => null));
    if (!body.success || !body.data.email) {
      return c.json(
        {
          code: 400,
          error_code: 'validation_failed',
          msg: 'Cannot create a user without either an email or phone',
        },
        400,
      );
    }
    const id = await insertUser(sql, {
      email: body.data.email,
      password: body.data.password,
      confirmed: body.data.email_confirm ?? false,
      userMetadata: body.data.user_metadata,
      appMetadata: body.data.app_metadata,
    });
    return id === null ? c.json(taken, 422) : c.json(await find(id));
  });
  app.get('/users/:id', async (c) => {
    const user = await find(c.req.param('id'));
    return user ? c.json(user) : c.json(unknown, 404);
  });
  app.put('/users/:id', async (c) => {
    const id = c.req.param('id');
    const body = attributes.safeParse(await c.req.json().catch(() => null));
    if (!body.success)
      return c.json({ code: 400, error_code: 'validation_failed', msg: z.prettifyError(body.error) }, 400);
    if (!(await find(id))) return c.json(unknown, 404);
    const { email, password, email_confirm: confirm, user_metadata: user, app_metadata: meta } = body.data;
    if (email) await sql`update auth.users set email = ${email.toLowerCase()} where id = ${id}`;
    if (password)
      await sql`update auth.users set encrypted_password = ${await hashPassword(password)} where id = ${id}`;
    if (confirm)
      await sql`update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()) where id = ${id}`;
    if (user)
      await sql`update auth.users set raw_user_meta_data = raw_user_meta_data || ${sql.json(user)} where id = ${id}`;
    if (meta)
      await sql`update auth.users set raw_app_meta_data = raw_app_meta_data || ${sql.json(meta)} where id = ${id}`;
    await sql`update auth.users set updated_at = now() where id = ${id}`;
    return c.json(await find(id));
  });
  app.delete('/users/:id', async (c) => {
    const id = c.req.param('id');
    if (!(await find(id))) return c.json(unknown, 404);
    await sql`delete from auth.users where id = ${id}`;
    return c.json({});
  });
  return app;
}

/** `POST /auth/v1/invite`, beside the admin routes on hosted. */
export function inviteRoute(sql: Sql, secretKey: string) {
  const { find } = userFinder(sql);
  const guard = requireSecretKey(secretKey);
  return async function invite(c: Context): Promise<Response> {
    const refused = await guard(c, () => Promise.resolve());
    if (refused) return refused;
    const body = z.object({ email: z.email() }).safeParse(await c.req.json().catch(() => null));
    if (!body.success)
      return c.json({ code: 400, error_code: 'validation_failed', msg: 'An email address is required' }, 400);
    const id = await insertUser(sql, { email: body.data.email, confirmed: false });
    if (id === null) return c.json(taken, 422);
    await sql`update auth.users set invited_at = now() where id = ${id}`;
    return c.json(await find(id));
  };
}
