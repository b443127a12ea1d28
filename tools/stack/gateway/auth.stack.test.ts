import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accessToken, anonymousClient, serviceClient, signedInClient, testStack } from '../../test/stack.ts';

// What is stated here is what hosted Supabase does.
const stack = testStack();
const rest = (headers: Record<string, string>) =>
  fetch(`${stack.apiUrl}/rest/v1/memberships?select=role`, { headers });

/** A token signed with the stack's own secret, as Auth would. */
function token(claims: Record<string, unknown>): string {
  const secrets: { jwtSecret: string } = JSON.parse(
    readFileSync(join(dirname(process.env['HALLE_STACK'] ?? ''), 'secrets.json'), 'utf8'),
  );
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secrets.jwtSecret).update(text).digest('base64url')}`;
}

describe('keys and tokens', () => {
  test('without a key, with a wrong key: 401', async () => {
    expect((await rest({})).status).toBe(401);
    expect((await rest({ apikey: 'sb_publishable_wrong' })).status).toBe(401);
  });

  test('the publishable key is nobody, the secret key is service_role, the secret key in a browser is refused', async () => {
    expect((await anonymousClient().rpc('whoami')).data).toMatchObject({ userId: null, role: null });
    expect((await serviceClient().rpc('whoami')).data).toMatchObject({ role: 'service' });
    const browser = await rest({ apikey: stack.secretKey, 'user-agent': 'Mozilla/5.0' });
    expect(browser.status).toBe(401);
  });

  test('an expired token is 401 PGRST303, one of another issuer PGRST301', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    const expired = token({
      role: 'authenticated',
      sub: randomUUID(),
      iat: seconds - 7200,
      exp: seconds - 3600,
    });
    const late = await rest({ apikey: stack.publishableKey, authorization: `Bearer ${expired}` });
    expect(late.status).toBe(401);
    expect(await late.json()).toMatchObject({ code: 'PGRST303', message: 'JWT expired' });
    const foreign = await rest({
      apikey: stack.publishableKey,
      authorization: `Bearer ${expired.slice(0, -3)}abc`,
    });
    expect(foreign.status).toBe(401);
    expect(await foreign.json()).toMatchObject({ code: 'PGRST301' });
  });
});

describe('accounts', () => {
  test.each(['operator', 'engineer', 'admin'] as const)('the %s signs in and has its role', async (role) => {
    const client = await signedInClient(role);
    expect((await client.rpc('whoami')).data).toMatchObject({ role, email: `${role}@halle.demo` });
  });

  test('sign-up is closed', async () => {
    const { error } = await anonymousClient().auth.signUp({
      email: 'someone@halle.demo',
      password: 'long-enough-1',
    });
    expect(error?.code).toBe('signup_disabled');
  });

  test('a one-time letter makes no account', async () => {
    const email = `${randomUUID()}@halle.demo`;
    await anonymousClient().auth.signInWithOtp({ email });
    const { data } = await serviceClient().auth.admin.listUsers({ perPage: 1000 });
    expect(data.users.map((user) => user.email)).not.toContain(email);
  });
});

describe('auth.admin', () => {
  test('the secret key makes, changes, reads and deletes an account, which can sign in', async () => {
    const { admin } = serviceClient().auth;
    const email = `${randomUUID()}@halle.demo`;
    const made = await admin.createUser({
      email,
      password: 'first-password',
      email_confirm: true,
      user_metadata: { line: 3 },
    });
    expect(made.error).toBeNull();
    const id = made.data.user?.id ?? '';
    expect((await admin.createUser({ email, password: 'first-password' })).error?.code).toBe('email_exists');

    const client = anonymousClient();
    expect((await client.auth.signInWithPassword({ email, password: 'first-password' })).error).toBeNull();
    expect((await client.auth.getUser()).data.user?.user_metadata).toMatchObject({ line: 3 });

    expect((await admin.updateUserById(id, { password: 'second-password' })).error).toBeNull();
    expect(
      (await anonymousClient().auth.signInWithPassword({ email, password: 'first-password' })).error,
    ).not.toBeNull();
    expect(
      (await anonymousClient().auth.signInWithPassword({ email, password: 'second-password' })).error,
    ).toBeNull();

    expect((await admin.getUserById(id)).data.user?.email).toBe(email);
    expect((await admin.deleteUser(id)).error).toBeNull();
    expect((await admin.getUserById(id)).error?.status).toBe(404);
  });

  test('an invited person exists, unconfirmed', async () => {
    const { admin } = serviceClient().auth;
    const { data, error } = await admin.inviteUserByEmail(`${randomUUID()}@halle.demo`);
    expect(error).toBeNull();
    expect(data.user?.invited_at).toBeTruthy();
    expect(data.user?.email_confirmed_at).toBeFalsy();
    await admin.deleteUser(data.user?.id ?? '');
  });

  test('an account without the secret key is refused, an admin of the plant too', async () => {
    const client = await signedInClient('admin');
    const { error } = await client.auth.admin.listUsers();
    expect(error?.status).toBe(401);
  });
});

describe('the gateway', () => {
  // Hosted lets every page in where no function says otherwise: there the list holds for the functions alone.
  test.each([
    '/auth/v1/token',
    '/rest/v1/rpc/whoami',
    '/storage/v1/object/uploads/a',
    '/functions/v1/predict',
  ])('a preflight to %s is let through for the web application, and for no other page', async (path) => {
    const preflight = (origin: string) =>
      fetch(stack.apiUrl + path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'apikey,authorization,content-type,x-client-info,x-upsert',
        },
      });
    const own = await preflight(stack.webUrl);
    expect(own.status).toBe(204);
    expect(own.headers.get('access-control-allow-origin')).toBe(stack.webUrl);
    expect(own.headers.get('access-control-allow-headers')).toContain('x-upsert');
    const other = await preflight('https://other.example');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('an answer to the web application carries one allow-origin, to another page none', async () => {
    const allowed = async (origin: string) =>
      (await rest({ apikey: stack.publishableKey, origin })).headers.get('access-control-allow-origin');
    expect(await allowed(stack.webUrl)).toBe(stack.webUrl);
    expect(await allowed('https://other.example')).toBeNull();
  });

  test("lite's own pages, which tell the database's password, are not reachable", async () => {
    for (const path of ['/_system/info', '/_system/config', '/', '/auth/v1/../../_system/info']) {
      expect((await fetch(stack.apiUrl + path)).status).toBe(404);
    }
  });

  test('a function that does not exist is 404', async () => {
    expect((await fetch(`${stack.apiUrl}/functions/v1/nothing`)).status).toBe(404);
  });

  test('what a signed-in person may not do with a token is decided by the database', async () => {
    const operator = await signedInClient('operator');
    const response = await rest({
      apikey: stack.publishableKey,
      authorization: `Bearer ${await accessToken(operator)}`,
    });
    expect(await response.json()).toEqual([{ role: 'operator' }]);
  });
});
