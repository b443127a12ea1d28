import { expect, test } from '@playwright/test';
import { account, fillSignIn, signIn } from './support.ts';

test('a wrong password is refused in words and the form stays', async ({ page }) => {
  await page.goto('/');
  await fillSignIn(page, account('engineer').email, 'not the password');
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong.');
  await expect(page.getByLabel('E-mail')).toHaveValue(account('engineer').email);
});

test('who asked for a page gets it after signing in, and sees who they are', async ({ page }) => {
  await signIn(page, 'engineer', '/data');
  await expect(page.getByRole('heading', { name: 'Data', level: 1 })).toBeVisible();
  await expect(page.getByTestId('whoami')).toContainText('Engineer');
  await expect(page.getByRole('link', { name: 'Data', exact: true })).toHaveAttribute('aria-current', 'page');
});

test('another site cannot be named as the page to return to', async ({ page }) => {
  await signIn(page, 'engineer', '/login?next=//example.org/');
  await expect(page.getByRole('heading', { name: /^(Models|First steps)$/, level: 1 })).toBeVisible();
});

test('a session stays over a reload and ends by signing out', async ({ page }) => {
  await signIn(page, 'operator');
  await page.reload();
  await expect(page.getByTestId('whoami')).toContainText(account('operator').email);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.goto('/models');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('a session that the server no longer accepts leads back to sign-in, and from there to the same page', async ({
  page,
}) => {
  await signIn(page, 'engineer', '/data');
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('halle-session') ?? '{}') as Record<string, unknown>;
    localStorage.setItem('halle-session', JSON.stringify({ ...kept, access_token: 'not.a.token' }));
  });
  await page.reload();
  await expect(page.getByRole('status').filter({ hasText: 'Your session has ended' })).toBeVisible();
  await fillSignIn(page, account('engineer').email, account('engineer').password);
  await expect(page.getByRole('heading', { name: 'Data', level: 1 })).toBeVisible();
});
