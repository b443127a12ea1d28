import { expect, test } from '@playwright/test';
import { signIn } from './support.ts';

test('an operator starts at the gate, with the cursor in the field', async ({ page }) => {
  await signIn(page, 'operator');
  await expect(page.getByRole('heading', { name: 'Gate', level: 1 })).toBeVisible();
  await expect(page.getByLabel('KNR')).toBeFocused();
});

test('a number of the wrong form is refused before anything is asked', async ({ page }) => {
  await signIn(page, 'operator', '/gate');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.postData() ?? ''));
  await page.getByLabel('KNR').fill('2024-12');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('YYYY-NNNNNNN');
  await expect(page.getByLabel('KNR')).toHaveAttribute('aria-invalid', 'true');
  expect(asked.filter((body) => body.includes('2024-12'))).toEqual([]);
});

test('an operator has no button to create or deploy, and is told why', async ({ page }) => {
  await signIn(page, 'operator', '/models');
  await expect(page.getByText('Only an engineer or an admin can create a model.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'All models' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create new model' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Put (back )?in use$/ })).toHaveCount(0);
});

test('an operator cannot load files, and is told why', async ({ page }) => {
  await signIn(page, 'operator', '/data');
  await expect(page.getByText('Only an engineer or an admin can load files.')).toBeVisible();
  await expect(page.locator('input[type=file]')).toHaveCount(0);
});
