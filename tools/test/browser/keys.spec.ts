import { expect, test } from '@playwright/test';
import { database, testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** An admin makes a key, keeps it, and revokes it; a program calls with it. */
const sql = database();
const NAME = `Gate controller ${Date.now()}`;
const called = (key: string) =>
  fetch(`${testStack().apiUrl}/functions/v1/getModel`, { headers: { authorization: `Bearer ${key}` } });

test.afterAll(async () => {
  await sql`delete from public.api_keys where name = ${NAME}`;
  await sql.end();
});

test('a key is made, shown once, works, and is refused at once when it is revoked', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, 'admin', '/settings');
  await page.getByRole('link', { name: /API keys/ }).click();
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the system').fill(NAME);
  await expect(dialog.getByRole('button', { name: 'Make key' })).toBeDisabled();
  await dialog.getByRole('checkbox', { name: /^read/ }).check();
  await dialog.getByLabel('30 days').check();
  await dialog.getByLabel('Calls a minute').fill('60');
  await dialog.getByRole('button', { name: 'Make key' }).click();
  const shown = page.getByTestId('key');
  await expect(shown).toHaveText(/^\s*halle_[0-9a-f]{8}_[0-9a-f]{64}\s*$/);
  const copy = page.getByRole('button', { name: 'Copy key' });
  await expect(copy).toBeFocused();
  await copy.press('Enter');
  await expect(page.getByTestId('toasts')).toContainText('Copied.');
  const key = (await shown.textContent())!.trim();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  expect((await called(key)).status).toBe(200);

  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(shown).toHaveCount(0);
  await page.reload();
  const row = page.getByRole('row').filter({ hasText: NAME });
  await expect(row).toContainText('Active');
  await expect(row).toContainText('60 a minute');
  await expect(row).not.toContainText('Never');
  expect(await page.content()).not.toContain(key.slice(-20));

  await row.getByRole('button', { name: `Revoke ${NAME}` }).click();
  await expect(page.getByRole('dialog')).toContainText('This cannot be undone');
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText('Revoked');
  await expect(row.getByRole('button')).toHaveCount(0);
  expect((await called(key)).status).toBe(401);
});

test('what the server refuses is said in the dialog, which stays', async ({ page }) => {
  await signIn(page, 'admin', '/settings/keys');
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the system').fill(NAME);
  await dialog.getByRole('checkbox', { name: /^ingest/ }).check();
  await page.route('**/rpc/create_api_key', (asked) =>
    asked.fulfill({ status: 403, json: { message: 'Only an admin.', details: 'not_allowed' } }),
  );
  await dialog.getByRole('button', { name: 'Make key' }).click();
  await expect(dialog.getByRole('alert')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'New key' })).toBeFocused();
  await expect(page.getByTestId('key')).toHaveCount(0);
});
