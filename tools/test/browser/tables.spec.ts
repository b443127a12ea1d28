import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { signIn, stepIn } from './support.ts';

/** Large lists: cars and files of a year that no other test uses. */
const YEAR = '1914';
const CARS = 120;
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const knr = (n: number) => `${YEAR}-${String(n).padStart(7, '0')}`;

async function forget(): Promise<void> {
  await sql`delete from public.cars where knr like ${`${YEAR}-%`}`;
  await sql`delete from public.datasets where name like 'tables-%'`;
}

test.beforeAll(async () => {
  await forget();
  await sql`
    insert into public.cars (knr, engine, color, road_test_at, road_test_failed)
    select ${YEAR} || '-' || lpad(n::text, 7, '0'), case when n % 2 = 0 then 'QQ2' else 'QQ1' end, 'K2K2',
      case when n > 20 then timestamp '1914-03-01' + (200 - n) * interval '1 hour' end, case when n > 20 then n % 10 = 0 end
    from generate_series(1, ${CARS}::integer) n`;
  await sql`
    insert into public.datasets (source, kind, name, bytes, status, finished_at)
    select 'http', case when n % 3 = 0 then 'status' else 'results' end, 'tables-' || n || '.csv', 10, 'failed', now()
    from generate_series(1, 60) n`;
});
test.afterAll(async () => {
  await forget();
  await sql.end();
});

test('cars are found, narrowed, ordered, paged and taken away, with all of it in the address', async ({
  page,
}) => {
  await signIn(page, 'operator', '/cars');
  const rows = page.getByTestId('cars').locator('tbody tr');
  const total = page.getByTestId('cars-total');
  await page.getByLabel('KNR of a car').fill(YEAR);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(`/cars?knr=${YEAR}`);
  await expect(total).toHaveText('120 cars');
  await expect(rows).toHaveCount(50);
  await expect(rows.first()).toContainText(knr(120));
  await expect(page.getByRole('columnheader', { name: 'Probability' })).toHaveCount(0);

  const next = page.getByRole('link', { name: 'Next page' });
  await next.focus();
  await page.keyboard.press('Enter');
  await expect(rows.first()).toContainText(knr(70));
  await expect(next).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('pager')).toContainText('Page 3 of 3');
  await expect(rows).toHaveCount(20);

  await page.getByTestId('car-filters').getByLabel('Engine').selectOption({ label: 'QQ2' });
  await expect(total).toHaveText('60 cars');
  await expect(page).toHaveURL(`/cars?knr=${YEAR}&engine=QQ2`);
  await page
    .getByTestId('car-filters')
    .getByRole('combobox', { name: 'Road test', exact: true })
    .selectOption('Passed');
  await expect(total).toHaveText('40 cars');
  const head = page.getByRole('columnheader', { name: 'Entered the road test' });
  await head.getByRole('link').click();
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.first()).toContainText(knr(22));

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const file = await (await downloading).path();
  const lines = readFileSync(file, 'utf8').trim().split('\r\n');
  expect(lines).toHaveLength(41);
  expect(lines[1]).toMatch(new RegExp(`^${knr(22)},false,1914-03-08T10:00:00,,QQ2,K2K2,`));

  await page.reload();
  await expect(total).toHaveText('40 cars');
  await page.getByTestId('car-filters').getByLabel('Newest answer').selectOption('LONG');
  await expect(page.getByText('No car matches')).toBeVisible();
  await page.getByRole('link', { name: 'Remove all filters' }).click();
  await expect(page).toHaveURL('/cars');
  await page.goto(`/cars?knr=${YEAR}&page=99`);
  await page.getByRole('link', { name: 'To the first page' }).click();
  await rows.first().getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(knr(120));
  await page.goBack();
  await expect(total).toHaveText('120 cars');
});

test('files are found by name, kind and state, and paged', async ({ page }) => {
  await stepIn(page, 'engineer', '/data');
  const total = page.getByTestId('datasets-total');
  await page.getByLabel('Name of the file').fill('TABLES-');
  await page.keyboard.press('Enter');
  await expect(total).toHaveText('60');
  const rows = page.getByTestId('datasets').locator('tbody tr');
  await expect(rows).toHaveCount(50);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(rows).toHaveCount(10);
  await expect(page).toHaveURL('/data?name=TABLES-&page=2');
  await page.getByLabel('Kind').selectOption('Status');
  await expect(total).toHaveText('20');
  await page.getByRole('combobox', { name: 'State', exact: true }).selectOption('Loaded');
  await expect(page.getByText('No file matches')).toBeVisible();
  await page.getByRole('button', { name: 'Remove all filters' }).click();
  await expect(page).toHaveURL('/data');
  // A pattern is a text like any other.
  await page.getByLabel('Name of the file').fill('tables-.*');
  await page.keyboard.press('Enter');
  await expect(page.getByText('No file matches')).toBeVisible();
  await page.goto('/data?name=tables-&page=7');
  await expect(page.getByText('There is nothing on this page')).toBeVisible();
});
