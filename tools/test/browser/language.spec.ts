import { expect, test } from '@playwright/test';
import { signIn } from './support.ts';

test('the language is switched, kept over a reload, and switched back', async ({ page }) => {
  await signIn(page, 'engineer', '/models');
  await page.getByTestId('language').click();
  await expect(page.getByRole('heading', { name: 'Modelos', level: 1 })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'pt-BR');
  await page.reload();
  await expect(page.getByRole('link', { name: 'Portão' })).toBeVisible();
  await page.getByTestId('language').click();
  await expect(page.getByRole('heading', { name: 'Models', level: 1 })).toBeVisible();
});

test.describe('with a browser in Portuguese', () => {
  test.use({ locale: 'pt-BR' });
  test('the first page is in Portuguese', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Entrar' })).toBeVisible();
    await expect(page.getByLabel('Senha')).toBeVisible();
  });
});

test('dark is chosen and kept', async ({ page }) => {
  await page.goto('/');
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const light = await canvas();
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect.poll(canvas).not.toBe(light);
  const dark = await canvas();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Dark' })).toHaveAttribute('aria-pressed', 'true');
  expect(await canvas()).toBe(dark);
});
