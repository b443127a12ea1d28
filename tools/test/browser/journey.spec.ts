import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { generateDemoPlant } from '../../demo-plant/generate.ts';
import type { Planted } from '../../demo-plant/planted.ts';
import { decide, signIn } from './support.ts';

/** A year that no other test uses: its cars are ours alone, and the newest of the plant. */
const START = '2031-01-06';
const folder = mkdtempSync(join(tmpdir(), 'halle-journey-'));
let plant: Planted;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(60_000);
  plant = await generateDemoPlant({
    out: folder,
    cars: 1300,
    months: 3,
    seed: 8,
    start: START,
    changeMonth: 0,
  });
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (file: { path: string }) => join(folder, file.path);
const dataset = (page: Page, name: string) =>
  page.getByTestId('datasets').getByRole('row').filter({ hasText: name });
const integer = (value: number) => new Intl.NumberFormat('en-US').format(value);

test('files are chosen, recognized, uploaded and loaded with their counts', async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, 'engineer', '/data');
  await page.locator('input[type=file]').setInputFiles(plant.files.map(path));
  for (const file of plant.files.filter(({ path: name }) => !name.endsWith('.xlsx'))) {
    const looks = { failures: 'Failures', results: 'Results', status: 'Status' }[file.kind];
    const line = page
      .getByTestId('uploads')
      .getByRole('listitem')
      .filter({ hasText: basename(file.path) });
    await expect(line).toContainText(`looks like ${looks}`);
  }
  await page.getByRole('button', { name: `Upload ${plant.files.length}` }).click();
  for (const file of plant.files) {
    const row = dataset(page, basename(file.path)).first();
    await expect(row).toHaveAttribute('data-status', 'loaded', { timeout: 200_000 });
    await expect(row).toContainText(integer(file.rows));
  }
});

test('rejected rows are a file with line and reason', async ({ page }) => {
  const file = plant.files.find((each) => each.rejected.badKnr > 0)!;
  await signIn(page, 'engineer', '/data');
  const downloading = page.waitForEvent('download');
  await dataset(page, basename(file.path))
    .first()
    .getByRole('button', { name: /rejected rows/ })
    .click();
  const download = await downloading;
  const text = readFileSync(await download.path(), 'utf8');
  const lines = text.trim().split('\n');
  expect(lines.length - 1).toBe(file.rejected.badKnr + file.rejected.badDate);
  expect(lines[0]).toMatch(/line/i);
});

test('the same file again loads nothing twice', async ({ page }) => {
  test.setTimeout(90_000);
  const file = plant.files.find((each) => each.kind === 'failures')!;
  await signIn(page, 'engineer', '/data');
  await page.locator('input[type=file]').setInputFiles(path(file));
  await page.getByRole('button', { name: 'Upload 1' }).click();
  await expect(dataset(page, basename(file.path)).first()).toContainText('nothing loaded twice', {
    timeout: 60_000,
  });
});

test('a file of no known kind fails and says what is missing', async ({ page }) => {
  await signIn(page, 'engineer', '/data');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
  await expect(page.getByTestId('uploads')).toContainText('recognized when it is loaded');
  await page.getByRole('button', { name: 'Upload 1' }).click();
  const row = dataset(page, 'list.csv').first();
  await expect(row).toHaveAttribute('data-status', 'failed', { timeout: 30_000 });
  await expect(row).toContainText('none of the three kinds of file');
  await row.getByRole('link', { name: 'list.csv' }).click();
  await expect(page.getByText(/status KNR, STATUS, DATA/)).toBeVisible();
});

/** Creates a model by the button and opens its page. */
async function createModel(page: Page): Promise<void> {
  await page.goto('/models');
  await page.getByRole('button', { name: 'Create new model' }).click();
  await expect(page.getByTestId('run')).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Progress of the training run' })).toBeVisible();
  const link = page.getByRole('link', { name: 'See it' });
  await expect(link).toBeVisible({ timeout: 120_000 });
  await link.click();
  await expect(page.getByTestId('metrics')).toContainText('Precision');
}

test('a model is created, put in use with a reason, and stands on top with its precision', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await signIn(page, 'engineer', '/models');
  await createModel(page);
  const name = await page.getByRole('heading', { level: 1 }).innerText();
  await expect(page.getByRole('heading', { name: 'What it looks at most' })).toBeVisible();
  await page.getByRole('button', { name: 'Put in use' }).click();
  await decide(page, 'The first model of the journey');
  await expect(page.getByText(`“${name}” is now in use.`)).toBeVisible();
  await expect(page.getByTestId('deployments')).toContainText('The first model of the journey');
  await page.goto('/models');
  await expect(page.getByTestId('in-use-precision')).toHaveText(/^\d+(\.\d)?%$/);
  await expect(page.getByText('Reason: The first model of the journey')).toBeVisible();
});

test('a second model is compared on the same cars, put in use from there, and rolled back', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await signIn(page, 'engineer', '/models');
  await createModel(page);
  await page.getByRole('link', { name: 'Compare', exact: true }).last().click();
  await expect(page.getByTestId('comparison')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByTestId('paired')).toContainText('Neither');
  await expect(page.getByTestId('metrics')).toContainText('Naive rule');
  await page.getByRole('region', { name: 'ROC' }).getByText('Figures as a table').click();
  await expect(page.getByRole('cell', { name: '5.0%' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Put in use' }).click();
  await decide(page, 'Better on the newest cars');
  await page.goto('/models');
  await expect(page.getByText('Reason: Better on the newest cars')).toBeVisible();
  await page.getByRole('button', { name: 'Put back in use' }).first().click();
  await decide(page, 'Back to the first one', 'Roll back');
  await expect(page.getByText('Reason: Back to the first one')).toBeVisible();
});

test('the gate asks for a car by scanning its number and sees the decision and the facts, and no probability', async ({
  page,
}) => {
  await signIn(page, 'operator', '/gate');
  const knr = plant.notTested.find((each) => !plant.strays.statusOnly.includes(each))!;
  await page.getByLabel('KNR').fill(knr.replace('-', ''));
  await page.keyboard.press('Enter');
  const decision = page.getByTestId('decision');
  await expect(decision).toContainText(knr, { timeout: 20_000 });
  await expect(decision).toHaveText(/LONG|SHORT/);
  // No figure that would tell a car of the audit lane from another one for the long test.
  await expect(decision).not.toContainText('%');
  await expect(page.getByRole('heading', { name: 'The car' })).toBeVisible();
  await expect(page.getByLabel('KNR')).toBeFocused();
});

test('a car that nobody has heard of is said to be unknown', async ({ page }) => {
  await signIn(page, 'operator', '/gate');
  await page.getByLabel('KNR').fill('1999-0000001');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Car 1999-0000001 is unknown');
});
