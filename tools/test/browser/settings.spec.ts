import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { serviceClient } from '../stack.ts';
import { account, fillSignIn, signIn } from './support.ts';

const EMAIL = `settings-${randomUUID().slice(0, 8)}@halle.test`;
const PASSWORD = 'a password of this test';
let id: string;

test.beforeAll(async () => {
  const { data, error } = await serviceClient().auth.admin.createUser({
    email: EMAIL,
    password: PASSWORD,
    email_confirm: true,
  });
  if (error) throw error;
  id = data.user.id;
});
test.afterAll(async () => {
  await serviceClient().auth.admin.deleteUser(id);
});

test('who has no role yet is given one, which is taken back by a click; nobody changes the own one', async ({
  page,
}) => {
  await signIn(page, 'admin', '/settings');
  await page.getByRole('link', { name: /People and roles/ }).click();
  const role = page.getByLabel(`Role of ${EMAIL}`);
  await expect(role).toHaveValue('');
  await role.selectOption('engineer');
  const toasts = page.getByTestId('toasts');
  await expect(toasts).toContainText(`${EMAIL}: Engineer`);
  await page.reload();
  await expect(role).toHaveValue('engineer');
  await role.selectOption('operator');
  await expect(toasts).toContainText(`${EMAIL}: Operator`);
  await toasts.getByRole('button', { name: 'Undo' }).click();
  await expect(role).toHaveValue('engineer');
  await expect(page.getByLabel(`Role of ${account('admin').email}`)).toBeDisabled();
});

test('another admin changed it meanwhile: it is not overwritten, and what is true is shown', async ({
  page,
}) => {
  await serviceClient().from('memberships').upsert({ user_id: id, role: 'engineer' });
  await signIn(page, 'admin', '/settings/people');
  const role = page.getByLabel(`Role of ${EMAIL}`);
  await expect(role).toHaveValue('engineer');
  await serviceClient().from('memberships').update({ role: 'admin' }).eq('user_id', id);
  await role.selectOption('operator');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(role).toHaveValue('admin');
});

test('a change that the server refuses is not shown as if it were so', async ({ page }) => {
  await serviceClient().from('memberships').upsert({ user_id: id, role: 'engineer' });
  await signIn(page, 'admin', '/settings/people');
  const role = page.getByLabel(`Role of ${EMAIL}`);
  await expect(role).toHaveValue('engineer');
  await page.route('**/rest/v1/memberships*', (asked) =>
    asked.fulfill({ status: 409, json: { message: 'The last one.', details: 'last_admin' } }),
  );
  await role.selectOption('operator');
  await expect(page.getByRole('alert')).toContainText('The last one.');
  await expect(role).toHaveValue('engineer');
});

test('a role that is taken away ends what the person may see', async ({ page }) => {
  await serviceClient().from('memberships').delete().eq('user_id', id);
  await page.goto('/models');
  await fillSignIn(page, EMAIL, PASSWORD);
  await expect(page.getByText('Your account has no role yet')).toBeVisible();
  await expect(page.getByRole('navigation')).toHaveCount(0);
});

test('what is kept about a person is exported, and the account is deleted once its address is typed', async ({
  page,
}) => {
  const email = `leaves-${randomUUID().slice(0, 8)}@halle.test`;
  const { data } = await serviceClient().auth.admin.createUser({ email, password: PASSWORD });
  await serviceClient().from('memberships').insert({ user_id: data.user!.id, role: 'operator' });
  await signIn(page, 'admin', '/settings/people');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `Export what is kept about ${email}` }).click(),
  ]);
  const kept = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(kept).toMatchObject({ account: { email }, 'memberships.user_id': [{ role: 'operator' }] });

  await page.getByRole('button', { name: `Delete the account of ${email}` }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Delete account' });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(/type the address/).fill(email.slice(1));
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(/type the address/).fill(email);
  await confirm.click();
  await expect(page.getByTestId('toasts')).toContainText(`The account of ${email} is deleted.`);
  await expect(page.getByTestId('people')).not.toContainText(email);
  await expect(
    page.getByRole('button', { name: `Delete the account of ${account('admin').email}` }),
  ).toHaveCount(0);
  const { error } = await serviceClient().auth.admin.getUserById(data.user!.id);
  expect(error).not.toBeNull();
  await page.goto('/settings/changes?kind=account');
  await expect(page.getByTestId('changes')).toContainText('Account deleted');
});

test('everybody exports what is kept about themselves', async ({ page }) => {
  await signIn(page, 'operator', '/settings');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export my data' }).click(),
  ]);
  const kept = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(kept).toMatchObject({ account: { email: account('operator').email } });
});

test('an operator finds language and look, and nothing of the plant', async ({ page }) => {
  await signIn(page, 'operator', '/settings');
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('radio', { name: 'Português (Brasil)' }).check();
  await expect(page.getByRole('heading', { name: 'Configurações', level: 1 })).toBeVisible();
  await expect(page.getByTestId('sections')).toHaveCount(0);
  await page.goto('/settings/people');
  await expect(page.getByText('Só um administrador vê quem tem conta')).toBeVisible();
  await page.goto('/settings/plant');
  await expect(page.getByText('Só um engenheiro ou administrador define')).toBeVisible();
});

test('a toast waits for the pointer, and goes by its button', async ({ page }) => {
  await signIn(page, 'engineer', '/settings/plant');
  await page.getByRole('button', { name: 'Save settings' }).click();
  const toast = page.getByTestId('toasts').getByText('Saved.');
  await toast.hover();
  await page.waitForTimeout(7000);
  await expect(toast).toBeVisible();
  await page.getByTestId('toasts').getByRole('button', { name: 'Close' }).click();
  await expect(toast).toHaveCount(0);
});
