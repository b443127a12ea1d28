import { expect, test } from '@playwright/test';
import { signIn } from './support.ts';

/** An engineer tries the API: as himself, with a key that is none, and takes the command along. */
test('a call is made, answered and told as a command', async ({ page }) => {
  await signIn(page, 'engineer', '/settings');
  await page
    .getByTestId('sections')
    .getByRole('link', { name: /^API\b(?! keys)/ })
    .click();
  await page.getByRole('link', { name: 'GET /getModel', exact: true }).click();
  await page.getByLabel('pageSize').fill('2');
  await expect(page.getByTestId('command')).toContainText("/functions/v1/getModel?page=1&pageSize=2'");
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('status')).toHaveText(/^\s*200 in [\d,]+ ms\s*$/);
  await expect(page.getByTestId('answer')).toContainText('"pageSize": 2');
  await expect(page.getByText(/^Request [0-9a-f-]{36}$/)).toBeVisible();

  await page.getByLabel('An API key').check();
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await page.getByLabel('API key', { exact: true }).fill('halle_00000000');
  await expect(page.getByTestId('command')).toContainText('Bearer $KEY');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('status')).toContainText('401');
  await expect(page.getByTestId('answer')).toContainText('key_unknown');
});

test('an example fills the form, and what is refused is shown as it is', async ({ page }) => {
  await signIn(page, 'engineer', '/api?call=predict');
  await page.getByLabel('Example').selectOption('features');
  await expect(page.getByLabel('Body')).toHaveValue(/failures_total/);
  await page.getByLabel('Body').fill('{"knr":"x"}');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByTestId('status')).toContainText('400');
  await expect(page.getByTestId('answer')).toContainText('invalid_knr');
});

test('on a small screen a call is chosen from a list, with the form in sight', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, 'engineer', '/api');
  await page.getByRole('combobox', { name: 'Calls' }).selectOption('GET /getModel');
  await expect(page).toHaveURL(/call=/);
  await expect(page.getByLabel('pageSize')).toBeInViewport();
});

test('the document is served to other systems', async ({ page }) => {
  const answer = await page.request.get('/openapi.json');
  expect(answer.headers()['content-type']).toContain('json');
  expect(((await answer.json()) as { openapi: string }).openapi).toBe('3.1.0');
});
