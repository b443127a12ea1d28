import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { secretsInBundle, stackSecrets } from './web-secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halle-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function build(text: string): void {
  mkdirSync(join(folder, 'chunks'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html>');
  writeFileSync(join(folder, 'chunks/a.js'), text);
}

test('what a browser may know is let be', () => {
  build('const key="sb_publishable_0123456789";fetch("https://api.example/rest/v1")');
  expect(secretsInBundle(folder, ['another-password'])).toEqual([]);
});

test.each([
  ['a secret key', `"sb_secret_${'a'.repeat(22)}"`],
  ['the role', 'role==="service_role"'],
  ['a signed token', `"eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZSJ9.${'s'.repeat(43)}"`],
  ['a database', '"postgresql://postgres:x@127.0.0.1:54322/postgres"'],
  ['a variable', 'env.SUPABASE_SERVICE_ROLE_KEY'],
  ['an API key', `"halle_01234567_${'0'.repeat(64)}"`],
  ['of the running stack', '"another-password"'],
])('%s is found, and not repeated', (what, text) => {
  build(text);
  const found = secretsInBundle(folder, ['another-password']);
  expect(found).toEqual([expect.stringContaining(`chunks/a.js holds `)]);
  expect(found[0]).toContain(what);
  expect(found[0]).not.toContain(text.slice(1, -1));
});

test('a folder without a build is no good sign', () => {
  expect(secretsInBundle(folder, [])).toEqual([expect.stringContaining('no built application')]);
});

test("a stack's secrets are its passwords and its secret keys", () => {
  const accounts = [{ email: 'a@b.example', password: 'p3' }];
  writeFileSync(
    join(folder, 'secrets.json'),
    JSON.stringify({
      platformPassword: 'p1',
      jwtSecret: 's1',
      publishableKey: 'k',
      secretKey: 's2',
      accounts,
    }),
  );
  expect(stackSecrets(folder)).toEqual(['p1', 's1', 's2', 'p3']);
});
