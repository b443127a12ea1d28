import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { signedInClient } from '../stack.ts';
import { account, signIn } from './support.ts';

test('a change is found by its kind and person, and taken away as CSV', async ({ page }) => {
  const engineer = await signedInClient('engineer');
  const { data } = await engineer.from('plant_settings').select('search_log_days').single();
  const was = data!.search_log_days as number;
  for (const days of [was + 1, was])
    await engineer
      .from('plant_settings')
      .update({ search_log_days: days })
      .eq('only_row', true)
      .throwOnError();
  await signIn(page, 'engineer', '/settings/changes');
  await page.getByLabel('Kind').selectOption('Plant settings');
  await expect(page).toHaveURL(/kind=settings/);
  await page.getByLabel('Person').selectOption(account('engineer').email);
  await expect(page).toHaveURL(/kind=settings&person=/);
  const first = page.getByTestId('changes').locator('tbody tr').first();
  await expect(first).toContainText(account('engineer').email);
  await expect(first).toContainText(`search_log_days: ${was + 1}search_log_days: ${was}`);
  await expect(page.getByTestId('changes').locator('tr[data-kind]:not([data-kind="settings"])')).toHaveCount(
    0,
  );
  await page.reload();
  await expect(page.getByLabel('Kind')).toHaveValue('settings');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toBe('changes.csv');
  expect(readFileSync(await file.path(), 'utf8')).toContain(account('engineer').email);
});
