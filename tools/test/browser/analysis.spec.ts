import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import postgres from 'postgres';
import { testStack } from '../stack.ts';
import { signIn } from './support.ts';

/** From the failures of a period to the cars behind them and a car's passport, in a year that no other test uses. */
const YEAR = '1912';
const sql = postgres(testStack().dbUrl, { max: 1, onnotice: () => undefined });
const cars = Array.from({ length: 60 }, (_, n) => `${YEAR}-${String(n).padStart(7, '0')}`);
const ALL = `from=${YEAR}-03-01&to=${YEAR}-05-31`;

test.describe.configure({ mode: 'serial' });

async function forget(): Promise<void> {
  for (const table of ['failures', 'status_events', 'cars'])
    await sql`delete from public.${sql(table)} where knr like ${`${YEAR}-%`}`;
  await sql`select private.refresh_analysis(${cars}, null)`;
}

test.beforeAll(async () => {
  await forget();
  for (const [n, knr] of cars.entries()) {
    const day = `${YEAR}-0${3 + (n % 3)}-1${n % 7}`;
    await sql`insert into public.cars (knr, engine, color, road_test_at, road_test_failed)
      values (${knr}, ${n % 2 ? 'DHS' : 'CWL'}, 'K2K2', ${day}::text::timestamp + interval '12 hours', ${n % 10 === 0})`;
    await sql`insert into public.status_events (row_key, knr, status, checkpoint, passed_at, dataset_id) values
      (gen_random_uuid(), ${knr}, 'R750', 'ZP5', ${day}::text::timestamp + interval '6 hours', 0),
      (gen_random_uuid(), ${knr}, 'L540', 'ZP5A', ${day}::text::timestamp + interval '7 hours' * ${n === 30 ? 9 : 1}, 0)`;
    const texts = n % 4 === 0 ? ['Pórtico (13) solto', 'PÓRTICO 05. Riscado'] : ['Velame 2. Sujo'];
    for (const [i, text] of texts.entries())
      await sql`insert into public.failures (row_key, knr, checkpoint, failure, failure_group, found_at, dataset_id)
        values (gen_random_uuid(), ${knr}, ${n % 4 === 0 ? 'ZP7' : 'ZP5'}, ${text}, ${i ? '133' : '1'}, ${day}::text::timestamp + interval '8 hours', 0)`;
  }
  await sql`select private.refresh_analysis(${cars}, null)`;
});
test.afterAll(async () => {
  await forget();
  await sql.end();
});

test('from a bar to the cars behind it to a passport, with all of it in the address', async ({ page }) => {
  await signIn(page, 'operator', `/analysis?${ALL}`);
  const totals = page.getByTestId('totals');
  await expect(totals.locator('[data-figure="failures"]')).toContainText('75');
  await expect(totals.locator('[data-figure="cars"]')).toContainText('60');
  await expect(totals.locator('[data-figure="per-100"]')).toContainText('125');
  await expect(totals.locator('[data-figure="road-test"]')).toContainText('10.0%');
  const pareto = page.getByTestId('pareto').getByRole('row');
  await expect(pareto.nth(1)).toContainText(/Velame\s*45\s*60.0%/);
  await expect(pareto.nth(2)).toContainText(/P[óÓ]r?[A-Za-zÓó]*TICO|Pórtico/);
  await expect(pareto.nth(2)).toContainText('100.0%');

  await page.getByTestId('by-checkpoint').getByRole('link', { name: 'ZP7', exact: true }).click();
  await expect(page).toHaveURL(/checkpoint=ZP7/);
  await expect(totals.locator('[data-figure="failures"]')).toContainText('30');
  await expect(page.locator('[data-chip="checkpoint ZP7"]')).toContainText('Checkpoint: ZP7');
  await page.getByTestId('by-failureGroup').getByRole('link', { name: 'Cars behind 133' }).click();
  await expect(page).toHaveURL(/analysis\/cars\?.*checkpoint=ZP7&failureGroup=133/);
  await expect(page.getByTestId('cars-total')).toHaveText('15 cars with 15 failures');
  const rows = page.getByTestId('analysis-cars').getByRole('row');
  await page.getByRole('link', { name: 'KNR' }).click();
  await expect(rows.nth(1)).toContainText(cars[0]!);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const lines = readFileSync(await (await downloading).path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(16);
  expect(lines[1]).toMatch(new RegExp(`^${cars[0]!},1,${YEAR}-03-10,CWL,K2K2,`));
  await rows.nth(1).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(cars[0]!);
  await page.goBack();
  await expect(rows).toHaveCount(16);
});

test('a link opens what it was sent for; filters go one by one; a part is found without its accent', async ({
  page,
}) => {
  await signIn(page, 'engineer', `/analysis?${ALL}&engine=DHS&checkpoint=ZP5`);
  const failures = page.getByTestId('totals').locator('[data-figure="failures"]');
  await expect(failures).toContainText('30');
  await page.getByRole('link', { name: 'Remove Engine: DHS' }).click();
  await expect(failures).toContainText('45');
  await page.getByRole('link', { name: 'Remove all' }).click();
  await expect(failures).toContainText('75');
  const search = page.getByRole('combobox', { name: 'Part' });
  await search.fill('portic');
  await page.getByRole('option', { name: /rtico/i }).click();
  await expect(page).toHaveURL(/part=portico/);
  await expect(failures).toContainText('30');
  await page.getByRole('combobox', { name: 'Failure group' }).selectOption('133');
  await expect(failures).toContainText('15');
});

test('the heat map and the columns are walked by keyboard', async ({ page }) => {
  await signIn(page, 'engineer', `/analysis?${ALL}`);
  const heat = page.getByTestId('heat');
  await page.getByTestId('by-color').scrollIntoViewIfNeeded();
  const cells = heat.locator('[data-at]');
  await expect(cells.first()).toBeVisible();
  await expect(heat.locator('[data-at]:not([tabindex="-1"])')).toHaveCount(1);
  await cells.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const focused = page.locator(':focus');
  await expect(focused).toHaveAttribute('data-at', '1,1');
  await expect(focused).toHaveAccessibleName(/^ZP7, week of .*1912: \d+ failures$/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/checkpoint=ZP7/);
  await expect(page).toHaveURL(/from=1912-0[345]-\d\d&to=1912-0[345]-\d\d/);
});

test('times between checkpoints name the cars that took far longer; both languages say it', async ({
  page,
}) => {
  await signIn(page, 'engineer', `/analysis?${ALL}`);
  await page.getByTestId('by-color').scrollIntoViewIfNeeded();
  await page.getByTestId('road-tests').scrollIntoViewIfNeeded();
  const times = page.getByTestId('times');
  await times.scrollIntoViewIfNeeded();
  await expect(times).toContainText('ZP5 → ZP5A');
  await times.getByText('1 cars').click();
  await expect(times.getByRole('link', { name: cars[30]! })).toBeVisible();
  await page.getByTestId('language').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Análise');
});

test('nothing that matches, no connection, and another try', async ({ page }) => {
  await signIn(page, 'operator', `/analysis?${ALL}&checkpoint=CAB`);
  await expect(page.getByText('No failures match')).toBeVisible();
  await page.route('**/rpc/analysis*', (route) => route.abort());
  await page.getByRole('link', { name: 'Remove Checkpoint: CAB' }).click();
  await expect(page.getByRole('alert').first()).toContainText('No connection to the server');
  await page.unroute('**/rpc/analysis*');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await expect(page.getByTestId('totals').locator('[data-figure="failures"]')).toContainText('75');
  await page.route('**/rpc/analysis', (route) => route.fulfill({ json: { known: null } }));
  await page.reload();
  await expect(page.getByText('Nothing to count yet')).toBeVisible();
});
